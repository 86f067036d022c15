-- The private database: what must never leave.
-- One commented section a noun.  A new step is added at the end; a step that was published never changes.

-- step 1

-- ---- applications: assemblies not endorsed yet (store/directory) ----

CREATE TABLE application (
	assembly	TEXT PRIMARY KEY,
	record		TEXT NOT NULL,			-- asm-record(5), as it was given
	received	INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- observers: people who read by mail (store/observer) ----

CREATE TABLE observer (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,	-- names her mails in a Maildir: never given twice
	address		TEXT NOT NULL UNIQUE,		-- normal form
	languages	TEXT NOT NULL,			-- primary subtags parted by a blank, best first; '' as written
	rhythm		TEXT NOT NULL CHECK (rhythm IN ('each', 'weekly', 'none')),
	since		INTEGER NOT NULL
) STRICT;

-- ---- outbox: who gets which article, in slices (store/outbox) ----

CREATE TABLE mark (
	name		TEXT PRIMARY KEY,		-- 'planned': the serial up to which the log is planned
	value		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slice (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	serial		INTEGER NOT NULL,		-- the article
	tries		INTEGER NOT NULL DEFAULT 0,
	next		INTEGER NOT NULL,		-- not before
	done		INTEGER,			-- when the MTA took it
	trouble		TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX slice_due ON slice (next) WHERE done IS NULL;

CREATE TABLE delivery (
	id		INTEGER PRIMARY KEY,
	original	TEXT NOT NULL,			-- Message-ID of the post, or the window of an issue
	observer	INTEGER NOT NULL REFERENCES observer ON DELETE CASCADE,
	serial		INTEGER,			-- the article she gets; null: a translation is waited for
	fallback	INTEGER NOT NULL,		-- what she gets at `due` if none has come
	due		INTEGER NOT NULL,
	slice		INTEGER REFERENCES slice,
	UNIQUE (original, observer)
) STRICT;

CREATE INDEX delivery_observer ON delivery (observer);
CREATE INDEX delivery_slice ON delivery (slice);
CREATE INDEX delivery_ready ON delivery (serial) WHERE slice IS NULL AND serial IS NOT NULL;
CREATE INDEX delivery_waiting ON delivery (due) WHERE serial IS NULL;

-- ---- held mail (store/held) ----

CREATE TABLE held (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	verdict		INTEGER NOT NULL,
	reason		TEXT NOT NULL,
	assembly	TEXT NOT NULL,
	contact		TEXT NOT NULL,
	recipient	TEXT NOT NULL,
	received	INTEGER NOT NULL,
	expires		INTEGER NOT NULL,
	size		INTEGER NOT NULL,
	digest		BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
	message		BLOB NOT NULL
) STRICT;

CREATE INDEX held_room ON held (verdict, size);
CREATE INDEX held_expires ON held (expires);

-- ---- the translators' work queue (store/queue) ----

CREATE TABLE work (					-- a post that is to be translated
	id		INTEGER PRIMARY KEY,
	original	TEXT NOT NULL,			-- its Message-ID
	revision	INTEGER NOT NULL,
	tag		TEXT NOT NULL UNIQUE,		-- 2k7q
	language	TEXT NOT NULL,			-- it is written in
	kind		TEXT NOT NULL,
	title		TEXT NOT NULL,
	words		INTEGER NOT NULL,
	arrival		INTEGER NOT NULL,
	added		INTEGER NOT NULL,
	message		BLOB NOT NULL,			-- as it was added: segments are cut from it again
	UNIQUE (original, revision)
) STRICT;

CREATE TABLE item (					-- one work into one language
	id		INTEGER PRIMARY KEY,
	work		INTEGER NOT NULL REFERENCES work,
	language	TEXT NOT NULL,
	state		TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'returned')),
	holder		TEXT NOT NULL DEFAULT '',
	lease		INTEGER NOT NULL DEFAULT 0,	-- the claim ends
	UNIQUE (work, language)
) STRICT;

CREATE INDEX item_open ON item (language, state);
CREATE INDEX item_holder ON item (holder) WHERE holder <> '';

CREATE TABLE returned (					-- one piece of work that came back; never changed, never thrown away
	id		INTEGER PRIMARY KEY,
	item		INTEGER NOT NULL REFERENCES item,
	holder		TEXT NOT NULL,
	at		INTEGER NOT NULL,
	digest		BLOB NOT NULL CHECK (length(digest) = 32),	-- of what was read: the same twice is one
	message		BLOB NOT NULL,
	UNIQUE (item, digest)
) STRICT;

CREATE TABLE returned_text (
	returned	INTEGER NOT NULL REFERENCES returned,
	number		INTEGER NOT NULL,
	source		BLOB NOT NULL,			-- digest of the segment it translates
	text		TEXT NOT NULL,
	PRIMARY KEY (returned, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_event (				-- the log of the queue: an item's state is the fold of it
	id		INTEGER PRIMARY KEY,
	item		INTEGER NOT NULL REFERENCES item,
	at		INTEGER NOT NULL,
	who		TEXT NOT NULL,
	what		TEXT NOT NULL,
	note		TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX work_event_item ON work_event (item);

-- step 2

-- ---- observers choose more, and the outbox costs less ----
-- delivery.observer refers to no table on purpose: rows of who left go with her (store/observer), and looking up two
-- parents for each row was half the price of planning.

ALTER TABLE observer RENAME TO observer_1;
ALTER TABLE delivery RENAME TO delivery_1;

CREATE TABLE observer (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,	-- never given twice
	address		TEXT NOT NULL UNIQUE,		-- normal form
	languages	TEXT NOT NULL,			-- primary subtags parted by a blank, best first; '' as written
	rhythm		TEXT NOT NULL CHECK (rhythm IN ('each', 'daily', 'weekly', 'none')),
	kinds		TEXT NOT NULL DEFAULT '',	-- parted by a blank; '' every kind but the newswire
	regions		TEXT NOT NULL DEFAULT '',	-- lower case, parted by a newline
	assemblies	TEXT NOT NULL DEFAULT '',	-- ids parted by a blank; with regions: either; both '': all
	wait		INTEGER NOT NULL DEFAULT 259200,	-- seconds she waits for a translation
	paused		INTEGER NOT NULL DEFAULT 0,	-- nothing until then
	since		INTEGER NOT NULL
) STRICT;

INSERT INTO observer (id, address, languages, rhythm, since)
    SELECT id, address, languages, rhythm, since FROM observer_1;
DELETE FROM sqlite_sequence WHERE name = 'observer';
INSERT INTO sqlite_sequence (name, seq) SELECT 'observer', seq FROM sqlite_sequence WHERE name = 'observer_1';

CREATE TABLE planned (
	id		INTEGER PRIMARY KEY,
	name		TEXT NOT NULL UNIQUE		-- Message-ID of a post, or the window of an issue
) STRICT;

CREATE TABLE delivery (
	original	INTEGER NOT NULL,		-- planned
	observer	INTEGER NOT NULL,
	serial		INTEGER,			-- the article she gets; null: a translation is waited for
	fallback	INTEGER NOT NULL,		-- what she gets at `due` if none has come
	due		INTEGER NOT NULL,
	slice		INTEGER,
	PRIMARY KEY (original, observer)
) STRICT, WITHOUT ROWID;

INSERT INTO planned (name) SELECT DISTINCT original FROM delivery_1;
INSERT INTO delivery (original, observer, serial, fallback, due, slice)
    SELECT planned.id, observer, serial, fallback, due, slice FROM delivery_1 JOIN planned ON name = original;
DROP TABLE delivery_1;
DROP TABLE observer_1;

CREATE INDEX delivery_slice ON delivery (slice) WHERE slice IS NOT NULL;
CREATE INDEX delivery_ready ON delivery (serial) WHERE slice IS NULL AND serial IS NOT NULL;
CREATE INDEX delivery_waiting ON delivery (due) WHERE serial IS NULL;
CREATE INDEX slice_done ON slice (done) WHERE done IS NOT NULL;

-- step 3

-- ---- tokens that stand in letters (store/token) ----

CREATE TABLE token (
	digest		BLOB PRIMARY KEY CHECK (length(digest) = 32),	-- SHA-256: the token itself stands in the letter alone
	action		TEXT NOT NULL,			-- what it allows: 'confirm', 'moderate' ...
	subject		TEXT NOT NULL,			-- to what: the number of a held mail, an assembly's id ...
	address		TEXT NOT NULL,			-- whose it is, normal form
	made		INTEGER NOT NULL,
	expires		INTEGER NOT NULL,
	state		TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'used', 'void'))
) STRICT, WITHOUT ROWID;

CREATE INDEX token_subject ON token (action, subject);
CREATE INDEX token_expires ON token (expires);

-- ---- how much of what was done lately (store/limit) ----

CREATE TABLE spent (
	kind		TEXT NOT NULL,			-- 'challenge a day' ...
	who		TEXT NOT NULL,			-- an address, a domain, or '' for the site
	weight		INTEGER NOT NULL,
	until		INTEGER NOT NULL		-- counts until then
) STRICT;

CREATE INDEX spent_kind ON spent (kind, who, until);
CREATE INDEX spent_until ON spent (until);

-- ---- letters to one person each, on their way to the MTA (store/letter) ----

CREATE TABLE letter (
	id		INTEGER PRIMARY KEY AUTOINCREMENT,	-- names it in a Maildir: never given twice
	recipient	TEXT NOT NULL,
	message		BLOB NOT NULL,
	made		INTEGER NOT NULL,
	tries		INTEGER NOT NULL DEFAULT 0,
	next		INTEGER NOT NULL,		-- not before
	trouble		TEXT NOT NULL DEFAULT '',	-- why not yet
	refused		TEXT NOT NULL DEFAULT ''	-- why never, unless an admin says again
) STRICT;

CREATE INDEX letter_due ON letter (next) WHERE refused = '';

-- step 4

-- ---- what the MTA refuses for good (store/outbox) ----

ALTER TABLE slice ADD COLUMN refused TEXT NOT NULL DEFAULT '';	-- why never, unless an admin says again
CREATE INDEX slice_refused ON slice (id) WHERE refused <> '';

-- ---- what is decided about held mail (store/held) ----
-- A decision is a wish until the log has it: the mail is written for asm-post again and again until its proof stands there.

ALTER TABLE held ADD COLUMN decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'token', 'moderator'));
ALTER TABLE held ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;	-- when its contact was asked; 0: not yet
ALTER TABLE held ADD COLUMN told INTEGER NOT NULL DEFAULT 0;	-- when the moderators were asked
CREATE INDEX held_contact ON held (contact) WHERE verdict = 10;
CREATE INDEX held_decided ON held (id) WHERE decision <> '';

-- step 5

-- ---- what came back (store/bounce) ----

ALTER TABLE letter ADD COLUMN sender TEXT NOT NULL DEFAULT '';	-- of the envelope; '' for none

CREATE TABLE bounce (
	serial		INTEGER NOT NULL,		-- the article that did not arrive
	observer	INTEGER NOT NULL,
	class		TEXT NOT NULL CHECK (class IN ('hard', 'soft', 'policy')),
	at		INTEGER NOT NULL,
	PRIMARY KEY (serial, observer)
) STRICT, WITHOUT ROWID;

CREATE INDEX bounce_observer ON bounce (observer);

CREATE TABLE doubt (					-- an observer whom perhaps nothing reaches
	observer	INTEGER PRIMARY KEY,
	step		TEXT NOT NULL CHECK (step IN ('warned', 'failed', 'probed')),
	at		INTEGER NOT NULL
) STRICT;

-- step 6

-- ---- the translators' work queue, whole (store/queue, store/person, store/memory) ----

CREATE TABLE person (					-- somebody who translates, reviews or coordinates
	id		INTEGER PRIMARY KEY AUTOINCREMENT,
	name		TEXT NOT NULL UNIQUE,		-- a mail address in normal form, or a name; 'forgotten 7'
	languages	TEXT NOT NULL DEFAULT '',	-- she is written to in, best first
	role		TEXT NOT NULL DEFAULT 'translator' CHECK (role IN ('translator', 'reviewer', 'coordinator')),
	credit		TEXT NOT NULL DEFAULT '',	-- the name she asks to be thanked by; '' none
	form		TEXT NOT NULL DEFAULT 'po' CHECK (form IN ('text', 'po', 'xliff', 'kit')),
	team		TEXT NOT NULL DEFAULT '',	-- a group that holds the queue of these languages
	paused		INTEGER NOT NULL DEFAULT 0,
	since		INTEGER NOT NULL
) STRICT;

INSERT INTO person (name, since)
    SELECT who, min(at) FROM (SELECT who, at FROM work_event UNION ALL SELECT holder, at FROM returned) WHERE who <> ''
    GROUP BY who ORDER BY min(at), who;

ALTER TABLE work_event RENAME TO work_event_1;
ALTER TABLE returned_text RENAME TO returned_text_1;
ALTER TABLE returned RENAME TO returned_1;
ALTER TABLE item RENAME TO item_1;
ALTER TABLE work RENAME TO work_1;
DROP INDEX item_open;
DROP INDEX item_holder;
DROP INDEX work_event_item;

CREATE TABLE work (					-- a post that is to be translated, whatever corrections it gets
	id		INTEGER PRIMARY KEY,
	tag		TEXT NOT NULL UNIQUE,		-- 2k7q
	language	TEXT NOT NULL,			-- it is written in
	kind		TEXT NOT NULL,
	arrival		INTEGER NOT NULL
) STRICT;

CREATE TABLE revision (					-- the post, or a correction of it
	work		INTEGER NOT NULL REFERENCES work,
	revision	INTEGER NOT NULL,
	original	TEXT NOT NULL UNIQUE,		-- its Message-ID
	title		TEXT NOT NULL,
	words		INTEGER NOT NULL,
	added		INTEGER NOT NULL,
	numbers		TEXT NOT NULL DEFAULT '',	-- of its segments, in order, where these are not 1 2 3 ...
	message		BLOB NOT NULL,			-- as it was added: segments are cut from it again
	PRIMARY KEY (work, revision)
) STRICT;

CREATE TABLE item (					-- one work into one language
	id		INTEGER PRIMARY KEY,
	work		INTEGER NOT NULL REFERENCES work,
	language	TEXT NOT NULL,
	revision	INTEGER NOT NULL DEFAULT 1,	-- that it follows
	approved	INTEGER NOT NULL DEFAULT 0,	-- the last revision whose translation was approved
	state		TEXT NOT NULL
	    CHECK (state IN ('open', 'claimed', 'returned', 'reviewing', 'approved', 'withdrawn')),
	holder		INTEGER REFERENCES person,	-- who translates, or reviews
	lease		INTEGER NOT NULL DEFAULT 0,	-- the claim ends
	renewed		INTEGER NOT NULL DEFAULT 0,
	reminded	INTEGER NOT NULL DEFAULT 0,
	since		INTEGER NOT NULL,		-- in this state
	rank		INTEGER NOT NULL,		-- of the kind: 0 is wanted most
	due		INTEGER NOT NULL,
	arrival		INTEGER NOT NULL,
	words		INTEGER NOT NULL,		-- that are still to be translated
	first		INTEGER REFERENCES person,	-- it is offered to her alone
	first_until	INTEGER NOT NULL DEFAULT 0,
	pivot		TEXT NOT NULL DEFAULT '',	-- translated by way of this language
	reviewed	INTEGER NOT NULL DEFAULT 0,	-- approved by a person, not by time
	last		INTEGER NOT NULL DEFAULT 0,	-- the newest return that stood in it when it was approved
	UNIQUE (work, language)
) STRICT;

CREATE INDEX item_wanted ON item (language, rank, due, arrival, id) WHERE state = 'open';
CREATE INDEX item_late ON item (language, due) WHERE state = 'open';
CREATE INDEX item_lease ON item (lease) WHERE state IN ('claimed', 'reviewing');
CREATE INDEX item_holder ON item (holder) WHERE holder IS NOT NULL;
CREATE INDEX item_returned ON item (since) WHERE state = 'returned';

CREATE TABLE returned (					-- one delivery; never changed, never thrown away
	id		INTEGER PRIMARY KEY,
	item		INTEGER NOT NULL REFERENCES item,
	person		INTEGER REFERENCES person,
	at		INTEGER NOT NULL,
	revision	INTEGER NOT NULL,
	amends		INTEGER NOT NULL,		-- a reviewer's
	digest		BLOB NOT NULL CHECK (length(digest) = 32),	-- of what was read: the same twice is one
	message		BLOB NOT NULL,
	UNIQUE (item, digest)
) STRICT;

CREATE TABLE returned_text (
	returned	INTEGER NOT NULL REFERENCES returned,
	number		INTEGER NOT NULL,
	source		BLOB NOT NULL,			-- digest of the segment it translates
	text		TEXT NOT NULL,
	PRIMARY KEY (returned, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (					-- which delivery's text stands for a segment; the others are alternatives
	item		INTEGER NOT NULL REFERENCES item,
	source		BLOB NOT NULL,
	number		INTEGER NOT NULL,
	returned	INTEGER NOT NULL REFERENCES returned,
	PRIMARY KEY (item, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_event (				-- the log of the queue: an item's state is the fold of it
	id		INTEGER PRIMARY KEY,
	item		INTEGER NOT NULL REFERENCES item,
	at		INTEGER NOT NULL,
	person		INTEGER REFERENCES person,
	what		TEXT NOT NULL,
	until		INTEGER NOT NULL DEFAULT 0,	-- of claims
	note		TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE work_mail (				-- every mail that was read, even if nothing came of it
	id		INTEGER PRIMARY KEY,
	at		INTEGER NOT NULL,
	digest		BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
	person		INTEGER REFERENCES person,
	outcome		TEXT NOT NULL,
	message		BLOB				-- kept as long as somebody is to look at it
) STRICT;

INSERT INTO work (id, tag, language, kind, arrival) SELECT id, tag, language, kind, arrival FROM work_1;
INSERT INTO revision (work, revision, original, title, words, added, message)
    SELECT id, 1, original, title, words, added, message FROM work_1;
INSERT INTO item (id, work, language, approved, state, holder, lease, since, rank, due, arrival, words, last)
    SELECT item_1.id, work, item_1.language, state = 'returned', CASE state WHEN 'returned' THEN 'approved' ELSE state END,
    (SELECT id FROM person WHERE name = holder AND state = 'claimed'), lease, added,
    CASE kind WHEN 'help' THEN 0 WHEN 'proposal' THEN 1 WHEN 'update' THEN 2 ELSE 3 END, arrival + 604800, arrival, words,
    ifnull((SELECT max(id) FROM returned_1 WHERE item = item_1.id), 0)
    FROM item_1 JOIN work_1 ON work_1.id = work;
INSERT INTO returned (id, item, person, at, revision, amends, digest, message)
    SELECT id, item, (SELECT id FROM person WHERE name = holder), at, 1, 0, digest, message FROM returned_1;
INSERT INTO returned_text SELECT * FROM returned_text_1;
INSERT INTO standing (item, source, number, returned)
    SELECT item, source, number, max(returned) FROM returned_text JOIN returned ON id = returned GROUP BY item, source;
-- The log begins anew with what the old one led to; it knew too little to be folded.
INSERT INTO work_event (item, at, what) SELECT id, since, 'add' FROM item;
INSERT INTO work_event (item, at, person, what, until) SELECT id, since, holder, 'claim', lease FROM item WHERE state = 'claimed';
INSERT INTO work_event (item, at, what) SELECT id, since, 'complete' FROM item WHERE state = 'approved';
INSERT INTO work_event (item, at, what) SELECT id, since, 'timeout' FROM item WHERE state = 'approved';
DROP TABLE work_event_1;
DROP TABLE returned_text_1;
DROP TABLE returned_1;
DROP TABLE item_1;
DROP TABLE work_1;

CREATE INDEX work_event_item ON work_event (item);
CREATE INDEX returned_text_source ON returned_text (source);

CREATE TABLE memory (					-- what was translated before
	id		INTEGER PRIMARY KEY,
	source_language	TEXT NOT NULL,
	language	TEXT NOT NULL,
	digest		BLOB NOT NULL,			-- of the source, as segments have it
	source		TEXT NOT NULL,
	text		TEXT NOT NULL,
	at		INTEGER NOT NULL,
	UNIQUE (language, digest, source_language)
) STRICT;

CREATE VIRTUAL TABLE memory_index USING fts5 (source, content='memory', content_rowid='id', tokenize='trigram');

CREATE TABLE term (					-- the glossary
	source_language	TEXT NOT NULL,
	language	TEXT NOT NULL,
	source		TEXT NOT NULL,
	text		TEXT NOT NULL,			-- the source itself: it is kept
	note		TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (source_language, language, source)
) STRICT, WITHOUT ROWID;

-- step 7

-- ---- the life of a contact (store/life) ----
-- What is known of it besides what the log says: who asked, what the page shows, whether the mailbox answered.

CREATE TABLE applicant (
	assembly	TEXT PRIMARY KEY,
	sender		TEXT NOT NULL,			-- who wrote to assembly@ or entry@, normal form
	language	TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shown (					-- one address on the page of one assembly
	assembly	TEXT NOT NULL,
	address		TEXT NOT NULL,
	checked		INTEGER NOT NULL DEFAULT 0,	-- last time
	verdict		TEXT NOT NULL DEFAULT '',	-- of asm-page then; 'unknown' when the page could not be had
	block		TEXT NOT NULL DEFAULT '',	-- digest of the text around it
	accepted	TEXT NOT NULL DEFAULT '',	-- the digest that a human said yes to
	absences	INTEGER NOT NULL DEFAULT 0,	-- in a row
	absent		INTEGER NOT NULL DEFAULT 0,	-- since when
	unreached	INTEGER NOT NULL DEFAULT 0,	-- since when the page cannot be had
	warned		INTEGER NOT NULL DEFAULT 0,	-- when
	confirmed	INTEGER NOT NULL DEFAULT 0,	-- when the mailbox said yes
	PRIMARY KEY (assembly, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE life (					-- the steps, for asm-directory show
	id		INTEGER PRIMARY KEY,
	assembly	TEXT NOT NULL,
	at		INTEGER NOT NULL,
	what		TEXT NOT NULL,
	role		TEXT NOT NULL,
	note		TEXT NOT NULL
) STRICT;

CREATE INDEX life_assembly ON life (assembly, id);

-- step 8

CREATE INDEX letter_refused ON letter (made) WHERE refused <> '';

-- step 9

-- ---- queues of before step 6: an item begins with a revision, and every delivery is in the log ----

UPDATE work_event SET until = 1 WHERE what = 'add' AND until = 0;
INSERT INTO work_event (item, at, person, what, note) SELECT item, at, person, 'note', 'returned' FROM returned
    WHERE NOT EXISTS (SELECT 1 FROM work_event WHERE work_event.item = returned.item
    AND what IN ('partial', 'complete', 'amend', 'note') AND at = returned.at);

-- step 10

CREATE INDEX work_mail_kept ON work_mail (outcome) WHERE message IS NOT NULL;
