#!/bin/sh
# asm-site backup, restore, resume: a site copied while it works, and what its copy may do.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
asm-observers -N 2026-11-02 add ana@reader.example leo@reader.example
post sol 'Uno' > /dev/null
asm-deliver -N $NOW < /dev/null
echo 'msgid ""' > "$ASM_SITE/po/es.po"
mkdir -p "$ASM_SITE/stuck/cur"
echo 'Subject: stuck' > "$ASM_SITE/stuck/cur/1.a"
post luna 'Two' > /dev/null			# not delivered when the backup is taken

# ---- backup

exits 64 'a backup needs a directory' asm-site backup
exits 0 'backup' asm-site backup copy
like "$(cat "$OUT")" '^backup copy: 6 articles, 6 files .*whole$' 'says what it read back'
is "$(find copy -perm /077)" '' 'nothing of it is open to others'
is "$(find copy -name '*-wal' -o -name '*.part')" '' 'databases are one file each'
for f in asm.conf secret key servers po/es.po stuck/cur/1.a; do
	same "copy/$f" "$ASM_SITE/$f" "$f is in it"
done
exits 73 'a backup never replaces another' asm-site backup copy
one_line asm-site 'and one line'
exits 0 'a slash behind the name' asm-site backup slash/
is "$(ls slash)" "$(ls copy)" 'is the same'
is "$(echo slash?*)" 'slash?*' 'and nothing stays beside it'
rm -r slash
exits 0 'it is a site itself' asm-site -S copy -N $NOW status
asm-select > one.mbox
asm-select -S copy > two.mbox
same two.mbox one.mbox 'with the same articles'
exits 0 '-q' asm-site backup -q quiet
is "$(cat "$OUT")" '' 'says nothing'
mkdir cut.part
echo rubbish > cut.part/public.db
exits 0 'a run that was cut off is no hindrance' asm-site backup -q cut
if command -v sqlite3 > /dev/null; then
	cp -R "$ASM_SITE" bad
	sqlite3 bad/public.db "UPDATE assembly SET name = 'Evil'"
	exits 78 'a site whose tables lie is not backed up' asm-site -S bad backup badcopy
	like "$(cat "$ERR")" 'table assembly .*asm-site rebuild' 'and the cure is said'
	not_ok 'and nothing is there' test -e badcopy
else skip 'a site whose tables lie' 'no sqlite3(1)'; fi
exits 75 'no room is 75' sh -c 'ulimit -f 4; trap "" XFSZ; asm-site backup nowhere/small 2> err; s=$?; cat err >&2; exit $s'
not_ok 'and nothing is there' test -e nowhere/small

# ---- after the backup life goes on

asm-deliver -N $NOW < /dev/null
post sol 'Tres' > /dev/null
asm-deliver -N $NOW < /dev/null
is "$(delivered | wc -l | tr -d ' ')" 6 'what the observers got until the disk broke'
cp -R "$DELIVERED" before
old=$ASM_SITE

# ---- restore

exits 73 'nothing is restored over a site' asm-site restore copy
one_line asm-site 'and one line'
exits 78 'no backup' asm-site -S new restore nosuch
mkdir -m 700 empty
exits 78 'not a backup' asm-site -S new restore empty
not_ok 'nothing was made' test -e new
rm "$SCRATCH/quiet/secret"
exits 78 'a backup without the secret' asm-site -S new restore quiet
not_ok 'makes no site' test -e new
ASM_SITE=$SCRATCH/new
exits 0 'restore' asm-site -N "$(later 3600)" restore copy
like "$(cat "$OUT")" "^restored $SCRATCH/new: 6 articles" 'says what it read back'
exits 1 'check finds' asm-site -N "$(later 3600)" check
is "$(cat "$OUT")" 'the site was restored and signs nothing: run asm-site resume once nothing of it is missing, or asm-site resume --alone' \
    'only that it must be told to go on'
like "$(asm-site status)" '^Signs: nothing: restored$' 'status says it, too'

# Rule 6: nothing is signed, nothing old is mailed.
mail_of luna Four | sealed luna "$(later 3600)" > four
asm-post -N "$(later 3600)" < four > article 2> "$ERR"
is "$?" 75 'a post must wait'
like "$(cat "$ERR")" '^asm-post: .*restored .*asm-site resume' 'and why is said'
printf 'Id: mar\nName: Mar\nLanguages: es\nAddress: mar@mar.example\n' | asm-directory import -N "$(later 3600)" > /dev/null
exits 75 'so must a record' asm-directory endorse -N "$(later 3600)" --why test mar
exits 0 'deliver' asm-deliver -N "$(later 3600)" -v
like "$(cat "$ERR")" '0 slices' 'has nothing to send, though one was pending in the backup'

# ---- resume: nothing is missing

cp -R new other
exits 0 'resume' asm-site -N "$(later 3700)" resume
exits 0 'check is clean' asm-site -N "$(later 3700)" check
asm-post -N "$(later 3600)" < four > article
is "$? $(field Asm-Chain article) $(field Asm-Number article)" '0 all.2026a 3' 'posts go on where the chain ended'
exits 0 'resume again does nothing' asm-site resume
asm-deliver -N "$(later 3800)" < /dev/null
diff -r before "$DELIVERED" | grep -c '^Only in' > count
is "$(cat count)" 2 'two observers got the new one, and nothing old again'
is "$(delivered | sort | uniq -d)" '' 'nobody has a mail twice'

# ---- resume --alone: what is missing stays missing

ASM_SITE=$SCRATCH/other
exits 0 'resume --alone' asm-site -N "$(later 3700)" resume --alone
like "$(cat "$ERR")" '2026b\._domainkey\.lists\.example' 'the new key belongs into DNS'
like "$(cat other/asm.conf)" '^Selector: 2026b$' 'a new selector'
is "$(diff "$old/asm.conf" other/asm.conf | grep -c '^>')" 1 'and nothing else in asm.conf'
not_ok 'a new key' cmp -s "$old/key" other/key
is "$(grep -c '^Server: lists.example' other/servers)" 2 'whose public half is in servers'
asm-post -N "$(later 3800)" < four > article
is "$? $(field Asm-Chain article) $(field Asm-Seq article)" '0 all.2026b 1' 'a new chain begins'
exits 0 'check is clean' asm-site -N "$(later 3900)" check
exits 0 'restore --alone' asm-site -N "$(later 3700)" -S third --alone restore copy
exits 0 'is both at once' asm-site -N "$(later 3900)" -S third check

# ---- backups while posts come in

ASM_SITE=$old
(
	i=0
	while [ $i -lt 25 ]; do
		i=$((i + 1))
		post sol "Carga $i" > /dev/null && asm-deliver -N $NOW < /dev/null
	done
	touch posted
) &
writer=$!
n=0
while [ ! -e posted ] && [ $n -lt 8 ]; do
	n=$((n + 1))
	asm-site backup -q "load$n" || touch "load$n"
done
wait $writer
ok 'backups were taken meanwhile' test "$n" -ge 3
bad=0
for dir in load*; do
	asm-site -S "$dir.new" -q --alone restore "$dir" 2> /dev/null || bad=$((bad + 1))
	asm-site -S "$dir.new" -N "$(later 60)" check > found || { bad=$((bad + 1)); diag "$dir: $(cat found)"; }
done
is "$bad" 0 "each of the $n is a clean site"
cp -R "$DELIVERED" before2
for dir in load*.new; do
	ASM_SITE=$SCRATCH/$dir asm-deliver -N "$(later 7200)" < /dev/null
done
ok 'and mails nothing again' diff -r before2 "$DELIVERED"
done_testing
