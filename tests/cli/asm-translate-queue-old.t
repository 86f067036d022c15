#!/bin/sh
# A queue of before step 6 of private.sql, filled: after the migration every item, text and claim is there, the log leads to
# each state, and the work goes on.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
command -v sqlite3 > /dev/null || skip_all 'no sqlite3'
make_site "$SCRATCH/site"
queue()
{
	asm-translate-queue -N "${AT:-$NOW}" "$@"
}
rows()
{
	sqlite3 "$ASM_SITE/private.db" "$1"
}
column()	# FIELD LANGUAGE
{
	queue list -l "$2" --tsv | awk -F '\t' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $(at[want]) }'
}

post sol 'Uno' 'Queridas asambleas, os escribimos para contar lo que hicimos ayer.

Nos vemos en la plaza.' > one
asm-select | queue add -l ar,de,en,fr
tag=$(column Item en) tag=${tag%-en}
printf '[[1]]\nUn\n[[2]]\nChères assemblées, nous vous racontons ce que nous avons fait hier.\n[[3]]\nRendez-vous sur la place.\n[[end]]\n' > fr.form
AT=$(later 600)
queue return "$tag-fr" --who fay@reader.example < fr.form > "$OUT"
printf '[[1]]\nواحد\n[[end]]\n' | queue return "$tag-ar" --who 'Eva E.' > "$OUT"

AT=

# The same as the old tables had it.
mv "$ASM_SITE/private.db" new.db
rm -f "$ASM_SITE/private.db"-*
sed -n '/^-- step 1$/,/^-- step 6$/p' "$ROOT/lib/store/private.sql" > old.sql
{
	cat old.sql
	echo "PRAGMA application_id = $(sqlite3 new.db 'PRAGMA application_id'); PRAGMA user_version = 5;
	ATTACH 'new.db' AS new;
	INSERT INTO work SELECT w.id, r.original, 1, w.tag, w.language, w.kind, r.title, r.words, w.arrival, r.added, r.message
	    FROM new.work w JOIN new.revision r ON r.work = w.id;
	INSERT INTO item SELECT id, work, language, CASE language WHEN 'fr' THEN 'returned' WHEN 'de' THEN 'open' ELSE 'claimed' END,
	    CASE language WHEN 'en' THEN 'ana@reader.example' WHEN 'ar' THEN 'Eva E.' ELSE '' END,
	    CASE language WHEN 'en' THEN since + 72 * 3600 WHEN 'ar' THEN since + 3600 ELSE 0 END FROM new.item;
	INSERT INTO returned SELECT r.id, r.item, p.name, r.at, r.digest, r.message FROM new.returned r JOIN new.person p ON p.id = r.person;
	INSERT INTO returned_text SELECT * FROM new.returned_text;
	INSERT INTO work_event (item, at, who, what) SELECT id, since, '', 'add' FROM new.item;
	INSERT INTO work_event (item, at, who, what) SELECT id, since, holder, 'claim' FROM item JOIN new.item USING (id) WHERE item.holder <> '';
	INSERT INTO work_event (item, at, who, what) SELECT item, at, holder, 'return' FROM returned;"
} > fill.sql
sed -i 's/SELECT id, since, holder, .claim. FROM item JOIN new.item USING (id) WHERE item.holder <> ..;/SELECT i.id, n.since, i.holder, '"'claim'"' FROM item i JOIN new.item n ON n.id = i.id WHERE i.holder <> '"''"';/' fill.sql
exits 0 'a database of five steps' sqlite3 -bail "$ASM_SITE/private.db" '.read fill.sql'
is "$(rows 'SELECT count(*) FROM item') $(rows 'PRAGMA user_version')" '4 5' 'filled'

# It is brought up.
exits 78 'until then nothing works' queue list
like "$(cat "$ERR")" 'asm-site init' 'and what to do is said'
exits 0 'asm-site init' asm-site init -q -N $NOW $LIST
exits 0 'fsck' queue fsck
is "$(cat "$OUT")" '' 'says nothing: each state is what its new log leads to'
ok "all steps were taken ($(rows 'PRAGMA user_version'))" test "$(rows 'PRAGMA user_version')" -gt 6
is "$(rows 'PRAGMA integrity_check') $(rows 'PRAGMA foreign_key_check')" 'ok ' 'the database is well'
is "$(rows "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE name IN ('work_1', 'item_1', 'returned_1', 'returned_text_1', 'work_event_1'))")" '' 'no old table is left'
is "$(column State ar) $(column State de) $(column State en) $(column State fr)" 'claimed open claimed approved' 'the states'
is "$(column Holder ar);$(column Holder de);$(column Holder en);$(column Holder fr)" 'Eva E.;;ana@reader.example;' 'who holds them'
is "$(column Lease en)" 2026-11-24T09:00:00Z 'until when'
is "$(queue people --tsv | sed 1d | cut -f 2 | sort | paste -sd ';' -)" 'Eva E.;ana@reader.example;fay@reader.example' 'people are rows now'
is "$(rows 'SELECT count(*) FROM returned') $(rows 'SELECT count(*) FROM returned_text') $(rows 'SELECT count(*) FROM standing')" '2 4 4' \
    'deliveries and their texts'
is "$(rows 'SELECT digest FROM returned ORDER BY id' | cksum) $(rows 'SELECT hex(message) FROM returned ORDER BY id' | cksum)" \
    "$(sqlite3 new.db 'SELECT digest FROM returned ORDER BY id' | cksum) $(sqlite3 new.db 'SELECT hex(message) FROM returned ORDER BY id' | cksum)" \
    'byte for byte'

# The work goes on.
queue publish > pub
like "$(cat pub)" 'Ch=C3=A8res|Chères|Ch.*res assembl' 'what was returned is published'
asm-post -N $NOW --own translation < pub > article 2> "$ERR"
is "$? $(field Asm-Translation-Of article)" "0 $(field Message-ID one); rev=1" "the log takes it ($(cat "$ERR"))"
is "$(queue publish)" '' 'once'
queue return "$tag-fr" --who fay@reader.example < fr.form > "$OUT"
is "$(queue publish)" '' 'the same form again is no news'
queue show "$tag-ar" > form.ar
is "$(grep -c '^\[\[[0-9]*\]\]' form.ar)" 3 'what was returned in part'
printf '[[2]]\nأيتها المجالس العزيزة، نكتب لكم عما فعلناه أمس.\n[[3]]\nنلتقي في الساحة.\n[[end]]\n' | queue return "$tag-ar" --who 'Eva E.' > "$OUT"
is "$(sed -n 's/^State: //p' "$OUT")" returned 'is completed by the rest'
exits 0 'who held it gives it back' queue give-back --who ana@reader.example "$tag-en"
exits 0 'the next takes it' queue next -l en --who bob@reader.example
exits 0 'another takes the open one' queue next -l de --who bob@reader.example
AT=$(later $((80 * 3600))) queue tick
exits 0 'after all that: fsck' queue fsck
is "$(cat "$OUT")" '' 'says nothing'
done_testing
