-- Version 1 of the tables. {WORD}s are those of the drivers in lab/sql_*.c.
-- Numbers are given out by the one writer, from the table numbers.

CREATE TABLE numbers (name TEXT PRIMARY KEY, last {INT} NOT NULL) {ROWS};

-- "version" of the tables, "index" that fields_version() gave, "generation": how often
-- rows were removed, so that a writer knows when what it remembers may be gone.
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) {ROWS};

-- scan, time and body are those of the latest; indexed is the body that the index has.
CREATE TABLE hosts (
	id {KEY},
	name TEXT NOT NULL UNIQUE,
	scan {INT} NOT NULL,
	time {INT} NOT NULL,
	n_scans {INT} NOT NULL,
	body {INT} NOT NULL,
	indexed {INT} NOT NULL
) {ROWS};

-- A scan is of one host, and its document is a body and the member "scan", its own.
CREATE TABLE scans (
	id {KEY},
	uuid {BYTES} NOT NULL UNIQUE,
	host {INT} NOT NULL,
	time {INT} NOT NULL,
	body {INT} NOT NULL,
	capture {INT},
	own TEXT NOT NULL
) {ROWS};
CREATE INDEX scans_of_host ON scans (host, time);

-- What stands in a document but for its scan: names of its members, and what each has.
CREATE TABLE layouts (
	id {KEY},
	hash {BYTES} NOT NULL UNIQUE,
	doc_schema TEXT NOT NULL,
	names TEXT NOT NULL
) {ROWS};
CREATE TABLE bodies (
	id {KEY},
	hash {BYTES} NOT NULL UNIQUE,
	layout {INT} NOT NULL,
	sections {BYTES} NOT NULL
) {ROWS};
CREATE TABLE sections (
	id {KEY},
	hash {BYTES} NOT NULL UNIQUE,
	bytes {BYTES} NOT NULL
) {ROWS};
CREATE TABLE captures (
	id {KEY},
	hash {BYTES} NOT NULL UNIQUE,
	bytes {BYTES} NOT NULL
) {ROWS};
{POSTGRESQL} ALTER TABLE sections ALTER COLUMN bytes SET STORAGE EXTERNAL;
{POSTGRESQL} ALTER TABLE captures ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The index: each distinct value of a field once, and the hosts that have it. Of a list
-- the value is the numbers of its elements, values of a field NAME[].
CREATE TABLE fields (id {KEY}, name TEXT NOT NULL UNIQUE) {ROWS};
CREATE TABLE field_values (
	id {KEY},
	field {INT} NOT NULL,
	kind {INT} NOT NULL,
	hash {BYTES} NOT NULL UNIQUE,
	bytes {BYTES} NOT NULL
) {ROWS};
CREATE INDEX values_of_field ON field_values (field);
-- Hosts that have a value, in chunks of 16384 (lab/hosts.h).
CREATE TABLE postings (
	value {INT} NOT NULL,
	chunk {INT} NOT NULL,
	hosts {BYTES} NOT NULL,
	PRIMARY KEY (value, chunk)
) {CLUSTERED};
-- The same the other way round: the values of a host, in the order of its fields.
CREATE TABLE facts (host {KEY}, field_values {BYTES} NOT NULL) {ROWS};
