-- What an H2 database has been told of holdings and not yet written into their rows: H2 writes whole pages of a table at
-- each commit, so sixty scattered rows cost sixty pages, and one row of this table costs one.
create table holding_journal (
    id bigint primary key,                 -- in the order of the commits
    entries bytea not null                 -- see JournalEntries
);
