-- The public database: one append-only table of articles, and what is derived from them.
-- Every other table is written by site/derive alone and can be made again by asm-site rebuild.
-- A new step is added at the end, under a line of its own that says so; a step that was published never changes.

-- step 1

-- ---- the log ----
-- `message` is the whole article (LF).  serial and arrival are ours; all other columns repeat what the message says,
-- so that it can be found.

CREATE TABLE article (
	serial		INTEGER PRIMARY KEY,
	arrival		INTEGER NOT NULL,
	origin		TEXT NOT NULL,
	chain		TEXT NOT NULL,
	seq		INTEGER NOT NULL CHECK (seq > 0),
	id		TEXT NOT NULL UNIQUE,
	type		TEXT NOT NULL,
	proof		BLOB CHECK (length(proof) = 32),
	original	BLOB CHECK (length(original) = 32),
	leaf		BLOB NOT NULL CHECK (length(leaf) = 32),
	digest		BLOB NOT NULL CHECK (length(digest) = 32),	-- SHA-256 of message: what the signature takes no notice of
	message		BLOB NOT NULL,
	UNIQUE (origin, chain, seq),
	UNIQUE (origin, proof)
) STRICT;

CREATE INDEX article_original ON article (original) WHERE original IS NOT NULL;
CREATE INDEX article_arrival ON article (arrival);

CREATE TRIGGER article_stays BEFORE DELETE ON article
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER article_as_it_is BEFORE UPDATE ON article
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER article_in_order AFTER INSERT ON article
WHEN NEW.serial < (SELECT max(serial) FROM article) OR NEW.arrival < (SELECT max(arrival) FROM article)
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- ---- posts ----

CREATE TABLE post (
	serial		INTEGER PRIMARY KEY REFERENCES article,
	origin		TEXT NOT NULL,
	number		INTEGER NOT NULL CHECK (number > 0),
	assembly	TEXT NOT NULL,
	kind		TEXT NOT NULL,
	language	TEXT NOT NULL,
	corrects	TEXT,				-- Message-ID of the post it takes the place of
	UNIQUE (origin, number)
) STRICT;

CREATE INDEX post_assembly ON post (assembly);

-- ---- translations ----

CREATE TABLE translation (
	serial		INTEGER PRIMARY KEY REFERENCES article,
	original	TEXT NOT NULL,			-- Message-ID
	revision	INTEGER NOT NULL,
	language	TEXT NOT NULL
) STRICT;

CREATE INDEX translation_original ON translation (original);

-- ---- issues of a newsletter ----

CREATE TABLE issue (
	serial		INTEGER PRIMARY KEY REFERENCES article,
	edition		TEXT NOT NULL,
	language	TEXT NOT NULL,
	begins		INTEGER NOT NULL,
	ends		INTEGER NOT NULL
) STRICT;

CREATE INDEX issue_edition ON issue (edition, language, ends);

-- ---- the directory ----
-- Of each thing the record of the highest version; who spoke first for an id or an address keeps it.

CREATE TABLE assembly (
	id		TEXT PRIMARY KEY,
	origin		TEXT NOT NULL,
	version		INTEGER NOT NULL,
	status		TEXT NOT NULL CHECK (status IN ('endorsed', 'suspended')),
	name		TEXT NOT NULL,
	place		TEXT NOT NULL,
	region		TEXT NOT NULL,
	languages	TEXT NOT NULL,
	page		TEXT NOT NULL,
	feed		TEXT NOT NULL,
	reason		TEXT NOT NULL,
	since		INTEGER NOT NULL,		-- arrival of the first record
	serial		INTEGER NOT NULL REFERENCES article	-- of the newest
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
	assembly	TEXT NOT NULL REFERENCES assembly,
	number		INTEGER NOT NULL,
	version		INTEGER NOT NULL,
	status		TEXT NOT NULL CHECK (status IN ('endorsed', 'revoked')),
	address		TEXT NOT NULL,
	policy		TEXT NOT NULL,
	alignment	TEXT NOT NULL,
	not_after	INTEGER NOT NULL,
	serial		INTEGER NOT NULL REFERENCES article,
	PRIMARY KEY (assembly, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_by_address ON contact (address);

-- An address speaks for at most one assembly.
CREATE UNIQUE INDEX contact_address ON contact (address) WHERE status = 'endorsed';

-- step 2

-- ---- OpenPGP keys that count for a contact: fingerprints parted by a blank ----

ALTER TABLE contact ADD COLUMN fingerprints TEXT NOT NULL DEFAULT '';

-- step 3

-- ---- the newswire: entries of assemblies' own feeds ----

CREATE TABLE wire (
	serial		INTEGER PRIMARY KEY REFERENCES article,
	assembly	TEXT NOT NULL,
	arrival		INTEGER NOT NULL
) STRICT;

CREATE INDEX wire_assembly ON wire (assembly, arrival);

-- step 4

-- ---- posts that call an event ----

ALTER TABLE post ADD COLUMN event INTEGER NOT NULL DEFAULT 0;

CREATE INDEX post_event ON post (serial) WHERE event = 1;

-- step 5

-- ---- the rest of the yellow pages: groups, platforms, servers, translators, sources of news ----

CREATE TABLE entry (
	id		TEXT PRIMARY KEY,
	origin		TEXT NOT NULL,
	version		INTEGER NOT NULL,
	status		TEXT NOT NULL CHECK (status IN ('listed', 'withdrawn')),
	record		TEXT NOT NULL,			-- what it says of itself, asm-record(5)
	reason		TEXT NOT NULL,
	since		INTEGER NOT NULL,		-- arrival of the first record
	serial		INTEGER NOT NULL REFERENCES article	-- of the newest
) STRICT, WITHOUT ROWID;

-- step 6

-- ---- what corrects or withdraws a post ----

CREATE INDEX post_corrects ON post (corrects) WHERE corrects IS NOT NULL;
