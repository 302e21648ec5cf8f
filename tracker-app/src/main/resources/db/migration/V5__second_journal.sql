-- The journal's two tables take turns: while what one says is written into the holdings' rows, the other takes what is new.
create table holding_journal_2 (
    id bigint primary key,                 -- in the order of the commits, those of holding_journal among them
    entries bytea not null                 -- see JournalEntries
);
