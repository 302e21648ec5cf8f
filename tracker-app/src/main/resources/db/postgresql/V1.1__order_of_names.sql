-- Lists are sorted by code points, as H2 does it, whatever the language of the database.
alter table file alter column label type varchar(1024) collate "C";
