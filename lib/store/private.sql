-- The private database: what must never leave.
-- One commented section a noun.  A new step is added at the end; a step that was published never changes.

-- step 1

-- ---- applications: assemblies not endorsed yet (store/directory) ----

CREATE TABLE application (
	assembly	TEXT PRIMARY KEY,
	record		TEXT NOT NULL,			-- asm-record(5), as it was given
	received	INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
