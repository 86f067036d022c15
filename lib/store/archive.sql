-- The index of a web archive (asm-archive), in the archive's own directory.  It can be thrown away: the mails that it was
-- made of make it again.

-- step 1
SELECT 1;			-- what it held, step 2 makes anew: an archive of before wants all its mails once more

-- step 2
DROP TABLE IF EXISTS post;
DROP TABLE IF EXISTS list;
DROP TABLE IF EXISTS item;
DROP TABLE IF EXISTS chunk;
DROP TABLE IF EXISTS position;
DROP TABLE IF EXISTS assembly;
DROP TABLE IF EXISTS setting;

CREATE TABLE post (
	id		INTEGER PRIMARY KEY,
	mid		TEXT NOT NULL,			-- Message-ID without <>
	content		BLOB NOT NULL UNIQUE,		-- what its author made of it: a copy that came by another way is the same
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
	ends		INTEGER,			-- when the last of what it calls begins; null: it calls nothing
	arrival		INTEGER NOT NULL,
	thread		TEXT NOT NULL			-- stem of the post its thread begins with
);
-- In the order in which they are asked for: nothing is sorted, whatever hangs on one post.
CREATE INDEX post_mid ON post (mid);
CREATE INDEX post_original ON post (original, language, revision DESC, arrival DESC, id DESC) WHERE original <> '';
CREATE INDEX post_parent ON post (parent, arrival, mid) WHERE parent <> '';
CREATE INDEX post_corrects ON post (corrects, arrival, mid) WHERE corrects <> '';
CREATE INDEX post_answer ON post (answer_by, arrival, mid) WHERE answer_by <> '';
CREATE INDEX post_ends ON post (ends, id) WHERE ends IS NOT NULL;
CREATE INDEX post_standing ON post (assembly, arrival DESC, id DESC) WHERE kind = 'document' AND original = '';
CREATE INDEX post_issue ON post (language, arrival DESC, id DESC) WHERE type = 'issue';

-- Apart, so that a row of the above is small.
CREATE TABLE message (
	post		INTEGER PRIMARY KEY,
	bytes		BLOB NOT NULL
);
CREATE TABLE dirty (
	post		INTEGER PRIMARY KEY		-- its page must be written
);

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
