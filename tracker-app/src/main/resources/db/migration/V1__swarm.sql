-- Peers, files, and which peer holds what. One SQL for H2 (MODE=PostgreSQL) and PostgreSQL.
-- No foreign keys: a registration of 1,000 files would pay for 2,000 look-ups that its own transaction has just made
-- true. What belongs together is removed together, in one transaction, by the code of one class.

create table peer (
    id uuid primary key,
    token_hash bytea not null unique,      -- SHA-256 of the token, never the token
    endpoint varchar(300) not null,        -- http://host:port
    name varchar(100),
    zone varchar(100),
    lease_until bigint not null,           -- milliseconds since 1970 UTC
    uploaded_bytes bigint not null,
    downloaded_bytes bigint not null
);
create index peer_by_lease on peer (lease_until);

create table file (
    id bytea primary key,                  -- SHA-256 of the canonical manifest
    length bigint not null,                -- bytes; chunk size and count follow from it
    global_hash bytea not null,            -- SHA-256 of the whole file
    label varchar(1024) not null           -- the name it came with first: what lists are sorted by
);
create index file_by_global_hash on file (global_hash);
create index file_by_label on file (label, id);

-- The chunk hashes, 32 bytes each, in parts of at most 16,384: H2 bounds a bytea at 1 MiB, and a 1 TiB file has 2 MiB
-- of them. Apart from the file's row, so that lists do not read them.
create table file_hashes (
    file_id bytea not null,
    part integer not null,
    hashes bytea not null,
    primary key (file_id, part)
);

-- One row per peer and file, whatever the count of chunks.
create table holding (
    peer_id uuid not null,
    file_id bytea not null,
    part smallint not null,                -- 0 nothing yet, 1 some chunks, 2 all of them
    place integer not null,                -- random: where the peer stands in the file's ring of sources
    held_count integer not null,
    bitfield bytea,                        -- null when part is 2
    primary key (peer_id, file_id)
);
create index holding_by_file on holding (file_id, part, place, peer_id);

create table holding_name (
    peer_id uuid not null,
    file_id bytea not null,
    name varchar(1024) not null,
    primary key (peer_id, file_id, name)
);
create index holding_name_by_file on holding_name (file_id, name);
