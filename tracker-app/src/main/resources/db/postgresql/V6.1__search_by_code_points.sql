-- Compared as bytes: by the rules of a language it takes several times as long, and finds the same.
alter table file_name alter column name type varchar(1024) collate "C";
alter table file_name alter column folded type varchar(1024) collate "C";
