-- A lease that was promised when there was much to do, and so is longer than leases are otherwise; 0 for none. Any tracker
-- of this database keeps the promise.
alter table peer add column promised_millis bigint default 0 not null;
