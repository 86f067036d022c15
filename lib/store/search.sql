-- What asm-cgi searches: the texts of the public log, exported by asm-site export into a file of its own.  It can be thrown
-- away: the log makes it again.

-- step 1

CREATE TABLE page (
	serial		INTEGER PRIMARY KEY,		-- of the article
	number		TEXT NOT NULL,
	type		TEXT NOT NULL,
	language	TEXT NOT NULL,			-- primary subtag
	title		TEXT NOT NULL,
	name		TEXT NOT NULL,
	place		TEXT NOT NULL,
	url		TEXT NOT NULL,
	arrival		INTEGER NOT NULL,
	text		TEXT NOT NULL
) STRICT;

-- Title, name, place and text as words in their plain form (text/terms), which the tokenizer leaves as they are.
CREATE VIRTUAL TABLE word USING fts5 (words, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0");

-- Up to where the log was read, and of what site.
CREATE TABLE exported (
	serial		INTEGER NOT NULL,
	digest		BLOB NOT NULL,
	url		TEXT NOT NULL
) STRICT;
