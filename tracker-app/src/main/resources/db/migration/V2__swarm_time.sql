-- The time by which leases are counted: it passes only while a tracker runs, and all trackers of the database share it.
create table swarm_time (
    id smallint primary key,               -- 1: there is one row
    millis bigint not null                 -- milliseconds since 1970 UTC when it began; 0 if it has not
);
insert into swarm_time (id, millis) values (1, 0);
