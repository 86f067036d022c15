-- The index of a web archive (asm-archive), in the archive's own directory.  It can be thrown away: the mails that it was
-- made of make it again.

-- step 1
CREATE TABLE post (
	id		INTEGER PRIMARY KEY,
	mid		TEXT NOT NULL,			-- Message-ID without <>
	digest		BLOB NOT NULL UNIQUE,		-- SHA-256 of the message
	stem		TEXT NOT NULL UNIQUE,		-- "posts/41": its page without ".html"
	type		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	original	TEXT NOT NULL,			-- mid of what it is a translation of, or ""
	revision	INTEGER NOT NULL,
	parent		TEXT NOT NULL,			-- mid of what it answers, or ""
	corrects	TEXT NOT NULL,
	language	TEXT NOT NULL,
	title		TEXT NOT NULL,
	name		TEXT NOT NULL,
	assembly	TEXT NOT NULL,
	answer_by	TEXT NOT NULL,
	event		INTEGER NOT NULL,		-- something happens at a time
	arrival		INTEGER NOT NULL,
	thread		TEXT NOT NULL,			-- stem of the post its thread begins with
	dirty		INTEGER NOT NULL,		-- its page must be written
	message		BLOB NOT NULL
);
CREATE INDEX post_mid ON post (mid);
CREATE INDEX post_original ON post (original) WHERE original <> '';
CREATE INDEX post_parent ON post (parent) WHERE parent <> '';
CREATE INDEX post_corrects ON post (corrects) WHERE corrects <> '';
CREATE INDEX post_answer ON post (answer_by) WHERE answer_by <> '';
CREATE INDEX post_event ON post (id) WHERE event;
CREATE INDEX post_standing ON post (assembly, arrival) WHERE kind = 'document';
CREATE INDEX post_type ON post (type, arrival, id) WHERE type = 'issue';
CREATE INDEX post_dirty ON post (id) WHERE dirty;

-- A page, or several, of posts that have something in common: an assembly, a month, a thread.
CREATE TABLE list (
	id		INTEGER PRIMARY KEY,
	kind		TEXT NOT NULL,
	key		TEXT NOT NULL,
	slug		TEXT NOT NULL,
	title		TEXT NOT NULL,
	n		INTEGER NOT NULL,
	UNIQUE (kind, key),
	UNIQUE (kind, slug)
);
CREATE TABLE item (
	list		INTEGER NOT NULL,
	seq		INTEGER NOT NULL,		-- from 0
	post		INTEGER NOT NULL,
	PRIMARY KEY (list, seq)
) WITHOUT ROWID;
CREATE INDEX item_post ON item (post);
CREATE TABLE chunk (
	list		INTEGER NOT NULL,
	chunk		INTEGER NOT NULL,		-- pages that must be written
	PRIMARY KEY (list, chunk)
) WITHOUT ROWID;

CREATE TABLE position (
	target		TEXT NOT NULL,			-- mid of a proposal
	assembly	TEXT NOT NULL,
	position	TEXT NOT NULL,
	post		INTEGER NOT NULL,		-- that says so: the newest counts
	PRIMARY KEY (target, assembly)
) WITHOUT ROWID;

CREATE TABLE assembly (
	id		TEXT PRIMARY KEY,
	name		TEXT NOT NULL,
	place		TEXT NOT NULL,
	page		TEXT NOT NULL,
	contact		TEXT NOT NULL
) WITHOUT ROWID;

-- What the archive is called, in which languages its pages are, and what they looked like: a change writes all again.
CREATE TABLE setting (
	name		TEXT PRIMARY KEY,
	value		TEXT NOT NULL
) WITHOUT ROWID;
