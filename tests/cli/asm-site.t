#!/bin/sh
# asm-site: init, check, rebuild, status.
. "${0%/*}/../lib.sh"

standard_tests asm-site
ASM_SITE=$SCRATCH/site
export ASM_SITE

# ---- init

exits 64 'a new site needs a list' asm-site init
one_line asm-site 'and one line'
exits 64 'that has an address' asm-site init lists.example
exits 64 'without +' asm-site init a+b@lists.example
not_ok 'and nothing was made' test -e "$ASM_SITE/key"
rm -rf "$ASM_SITE"
exits 64 'a title of two lines' asm-site init assemblies@lists.example -t 'a
List: b@c.example'
rm -rf "$ASM_SITE"
(umask 0; asm-site init -N 2026-11-01 Assemblies@Lists.Example --title 'The list' > made)
is $? 0 'init'
is "$(wc -l < made | tr -d ' ')" 14 'what was made is said'
like "$(cat "$ASM_SITE/asm.conf")" '^List: assemblies@lists.example$' 'the list in normal form'
like "$(cat "$ASM_SITE/asm.conf")" '^Title: The list$' 'its title'
like "$(cat "$ASM_SITE/asm.conf")" '^Edition: weekly; since=2026-11-01$' 'a newsletter from today on'
like "$(cat "$ASM_SITE/servers")" '^Server: lists.example$' 'its own server'
is "$(find "$ASM_SITE" -perm /077)" '' 'nothing is open to others, whatever the umask'
(cd "$ASM_SITE" && cksum asm.conf secret key servers) > before
exits 0 'init again' asm-site init
is "$(cat "$OUT")" '' 'makes nothing'
(cd "$ASM_SITE" && cksum asm.conf secret key servers) > after
same after before 'and changes nothing'
rm -r "$ASM_SITE/tmp"
exits 0 'init makes what is missing' asm-site init
is "$(cat "$OUT")" "$ASM_SITE/tmp" 'and only that'
exits 0 'init of another' asm-site init -q -S other assemblies@lists.example
is "$(cat "$OUT")" '' '-q says nothing'
not_ok 'every site has its own secret' cmp -s other/secret "$ASM_SITE/secret"
not_ok 'and its own key' cmp -s other/key "$ASM_SITE/key"

# ---- what a site must be

exits 78 'no site is 78' asm-site check -S nosuch
one_line asm-site 'and one line'
chmod 750 other
exits 78 'a site open to others is none' asm-site check --inside -S other
one_line asm-site 'and one line'
chmod 700 other
conf()	# DESCRIPTION LINE: asm.conf with this line is 78
{
	{ grep -v "^${2%%:*}:" "$ASM_SITE/asm.conf"; printf '%s\n' "$2"; } > other/asm.conf
	exits 78 "asm.conf: $1" asm-site status -S other
	like "$(cat "$ERR")" "^asm-site: .*asm.conf: " "it is said: $1"
}
conf 'a list that is no address' 'List: lists.example'
conf 'a misspelled field' 'Lits: a@lists.example'
grep -v '^List:' "$ASM_SITE/asm.conf" > other/asm.conf
exits 78 'asm.conf: no list' asm-site status -S other
conf 'a URL that is none' 'Url: www.lists.example'
conf 'a language that is none' 'Languages: en Spanish'
conf 'delivery by magic' 'Deliver: magic'
conf 'an edition without a day' 'Edition: weekly'
conf 'a field twice' 'Selector: a
Selector: b'
cp "$ASM_SITE/asm.conf" other/asm.conf
printf '\n\nUrl: https://www.lists.example/list\n' >> other/asm.conf
exits 0 'asm.conf: empty lines mean nothing' asm-site status -S other

# ---- check

exits 0 'check' asm-site check --inside
is "$(cat "$OUT")" '' 'finds nothing'
exits 0 'check -v' asm-site check --inside -v
one_line asm-site 'says that all is well'

finding()	# DESCRIPTION ERE: check finds one thing, and its line matches
{
	exits 1 "check: $1" asm-site check --inside
	like "$(cat "$OUT")" "$2" "its line: $1"
}
chmod 644 "$ASM_SITE/secret"
finding 'a secret that others can read' 'secret: .*chmod 600'
chmod 600 "$ASM_SITE/secret"
chmod 755 "$ASM_SITE/stuck"
finding 'a directory that others can read' 'stuck: .*chmod 700'
chmod 700 "$ASM_SITE/stuck"
mv "$ASM_SITE/tmp" away
finding 'a missing directory' 'tmp: .*asm-site init'
mv away "$ASM_SITE/tmp"
mv "$ASM_SITE/key" away
finding 'a missing key' 'key: .*restore'
cp other/key "$ASM_SITE/key"
finding 'another key' 'servers has another key'
mv away "$ASM_SITE/key"
mv "$ASM_SITE/servers" away
: > "$ASM_SITE/servers"
finding 'servers without ourselves' 'servers has no record of lists.example'
mv away "$ASM_SITE/servers"
exits 0 'all is well again' asm-site check --inside

# ---- with articles

i=0
while [ $i -lt 12 ]; do
	printf 'Id: a%d.town\nName: Assembly %d\nLanguages: es\nPage: https://a%d.example/\nAddress: x@a%d.example\n\n' $i $i $i $i
	i=$((i + 1))
done | asm-directory import -N 2026-11-02 | xargs asm-directory endorse -N 2026-11-02 --why 'a test' > /dev/null
asm-directory suspend -N 2026-11-03 a3.town --why 'a test' > /dev/null
exits 0 'check with articles' asm-site check --inside

dump()
{
	# sqlite3(1) is a convenience of this test; the programs do not need it.
	sqlite3 "$ASM_SITE/public.db" .dump > "$1"
}
if command -v sqlite3 > /dev/null; then
	dump before
	exits 0 'rebuild' asm-site rebuild
	is "$(cat "$OUT")" '25 articles read, all tables made again' 'says what it did'
	dump after
	same after before 'and the tables are the same'
	sqlite3 "$ASM_SITE/public.db" "UPDATE assembly SET name = 'Evil' WHERE id = 'a1.town'; DELETE FROM contact WHERE assembly = 'a2.town'"
	finding 'a table that was changed' 'table contact .*asm-site rebuild'
	exits 0 'is cured by rebuild' asm-site rebuild -q
	is "$(cat "$OUT")" '' 'quietly'
	dump after
	same after before 'completely'
	exits 0 'and check finds nothing' asm-site check --inside

	sqlite3 "$ASM_SITE/public.db" 'DELETE FROM article WHERE serial = 3' 2> "$ERR"
	like "$(cat "$ERR")" 'append-only' 'no article can be deleted'
	sqlite3 "$ASM_SITE/public.db" "UPDATE article SET message = x'00' WHERE serial = 3" 2> "$ERR"
	like "$(cat "$ERR")" 'append-only' 'or changed'
	sqlite3 "$ASM_SITE/public.db" 'PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO article
	    SELECT serial, arrival, origin, chain, seq, id, type, proof, original, leaf, digest, message
	    FROM article WHERE serial = 3' 2> "$ERR"
	like "$(cat "$ERR")" 'append-only' 'or replaced'
	sqlite3 "$ASM_SITE/public.db" "INSERT INTO article SELECT 1000, 0, origin, chain, seq + 100, 'x@y', type, NULL, NULL, leaf, digest, message
	    FROM article WHERE serial = 3" 2> "$ERR"
	like "$(cat "$ERR")" 'append-only' 'or arrive before the last one'

	# Whoever can write the file can take the triggers off: check must see what he did.
	cp "$ASM_SITE/public.db" good.db
	tamper()	# DESCRIPTION SQL ERE
	{
		cp good.db "$ASM_SITE/public.db"
		sqlite3 "$ASM_SITE/public.db" "DROP TRIGGER article_stays; DROP TRIGGER article_as_it_is; DROP TRIGGER article_in_order; PRAGMA foreign_keys = OFF; $2"
		finding "$1" "$3"
	}
	tamper 'the last article is gone' \
	    'DELETE FROM article WHERE serial = 25; UPDATE assembly SET serial = 1 WHERE serial = 25' 'table assembly'
	tamper 'one in the middle is gone' 'DELETE FROM article WHERE serial = 5' 'gap'
	tamper 'two changed places' "UPDATE article SET serial = -7 WHERE serial = 7; UPDATE article SET serial = 7 WHERE serial = 8;
	    UPDATE article SET serial = 8 WHERE serial = -7" 'gap|does not follow'
	tamper 'a column lies' "UPDATE article SET id = 'x@lists.example' WHERE serial = 5" 'article 5 .*columns'
	tamper 'a leaf lies' 'UPDATE article SET leaf = zeroblob(32) WHERE serial = 5' 'article 5 .*leaf'
	tamper 'time runs backwards' 'UPDATE article SET arrival = 0 WHERE serial = 5' 'article 5 .*arrived'
	tamper 'a letter of an address' "UPDATE article SET message = CAST(replace(CAST(message AS TEXT), 'x@a4', 'y@a4') AS BLOB)" \
	    'altered'
	tamper 'a blank that no signature sees' "UPDATE article SET message = CAST(replace(CAST(message AS TEXT), 'Subject: assembly a4', 'Subject:  assembly a4') AS BLOB)" \
	    'bytes were changed'
	cp good.db "$ASM_SITE/public.db"
	exits 0 'the good one is good' asm-site check --inside
else skip 'tables, triggers and tampering' 'no sqlite3(1)'; fi

# ---- one flipped byte in any article

# Where articles stand in the file: each byte of some of them, spread over all.
flips()
{
	perl -e '
		local $/; open my $in, "<:raw", $ARGV[0] or die; my $db = <$in>;
		my @at;
		while ($db =~ /DKIM-Signature: .*?\n\n(?:[A-Z][\w-]*: [^\n]*\n)+/gs) { push @at, $-[0] .. $+[0] - 1 }
		srand 7;
		print join("\n", map { $at[rand @at] } 1 .. 60), "\n";
	' "$1"
}
cp "$ASM_SITE/public.db" good.db
missed=0
tried=0
for at in $(flips good.db); do
	perl -e 'local $/; open my $in, "<:raw", $ARGV[0] or die; my $db = <$in>; substr($db, $ARGV[2], 1) ^= "\x01";
		open my $out, ">:raw", $ARGV[1] or die; print $out $db' good.db "$ASM_SITE/public.db" "$at"
	rm -f "$ASM_SITE/public.db-wal" "$ASM_SITE/public.db-shm"
	run asm-site check --inside
	tried=$((tried + 1))
	if [ "$STATUS" -ne 1 ] || [ ! -s "$OUT" ]; then
		missed=$((missed + 1))
		diag "byte $at: exit status $STATUS"
	fi
done
is "$tried" 60 '60 bytes of articles were flipped, one at a time'
is "$missed" 0 'each was found'
cp good.db "$ASM_SITE/public.db"

# ---- status

exits 0 'status' asm-site status
like "$(cat "$OUT")" '^Articles: 25$' 'articles are counted'
like "$(cat "$OUT")" '^Assemblies: 11$' 'assemblies too'
like "$(cat "$OUT")" '^Suspended: 1$' 'and those suspended'
like "$(cat "$OUT")" '^Newest: 2026-11-03T00:00:00Z$' 'the newest article has a time'
mkdir -p "$ASM_SITE/stuck/new" && : > "$ASM_SITE/stuck/new/1"
exits 0 'status with a stuck mail' asm-site status --json
like "$(cat "$OUT")" '"Stuck": ?"1"' 'counts it'
like "$(cat "$ERR")" 'look at them' 'and says so'


echo 'assemblies@lists.example' > "$ASM_SITE/incoming/1"
echo 'assemblies@lists.example' > "$ASM_SITE/incoming/2.again"
exits 0 'status with mail that waits' asm-site status
like "$(cat "$OUT")" '^Waiting: 2$' 'counts it'
like "$(cat "$OUT")" '^Put-Off: 1$' 'and what was tried'
rm "$ASM_SITE/incoming/1" "$ASM_SITE/incoming/2.again"

done_testing
