-- What a file is called, once however many peers call it so: a search looks through these, not through every peer's names.
-- A name may stay here for a while that nobody uses any more, so whoever finds one asks holding_name about it.
create table file_name (
    file_id bytea not null,
    name varchar(1024) not null,
    folded varchar(1024) not null,         -- the name in lower case, as Java does it
    primary key (file_id, name)
);
