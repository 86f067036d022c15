#!/bin/sh
# Who may speak is read from a file beside public.db: whatever happens to that file, and whoever is killed while the
# directory changes, nobody is believed whom the log does not endorse now.
# shellcheck disable=SC2094
. "${0%/*}/../lib.sh"
kills

NOW=2026-11-21T09:00:00Z
ROUNDS=${ROUNDS:-40}
ASM_SITE=$SCRATCH/site
export ASM_SITE
file=$ASM_SITE/public.db-contacts
mkdir in in/mails in/forgeries
printf 'Domain: one.example\n\nDomain: two.example\nAlgorithm: ed25519\n\nDomain: evil.example\n' > in/keys
printf 'Mail: mails/one.eml\n\nMail: mails/two.eml\n\nMail: mails/evil.eml\n' > in/recipes
printf 'file\nmails/one.eml\nmails/two.eml\nmails/evil.eml\n' > in/manifest.tsv
for d in one two evil; do
	{
		printf 'From: a@%s.example\nTo: assemblies@lists.example\nSubject: Minutes\n' $d
		printf 'Date: Sat, 21 Nov 2026 08:00:00 +0000\nMessage-ID: <1@%s.example>\n\nWe met on the square.\n' $d
	} > in/mails/$d.eml
done
"$BUILD/tests/sample/sign" -N $NOW in . || exit 1
asm-site init -q -N 2026-11-01 -t 'Assemblies' assemblies@lists.example > /dev/null || exit 1
exits 11 'no file yet, and no assembly: ignored' asm-verify -q -N $NOW -k keys.txt assemblies@lists.example < mails/one.eml
printf 'Id: one\nName: One\nPlace: Here\nLanguages: en\nAddress: a@one.example\n\nId: two\nName: Two\nPlace: There\nLanguages: en\nAddress: a@two.example\n' |
    asm-directory import -N 2026-11-02 > /dev/null &&
    asm-directory endorse -N 2026-11-02 --why 'to be tested' one two > /dev/null || exit 1

verdict()	# MAIL WANTED DESCRIPTION
{
	exits "$2" "$3" asm-verify -N $NOW -k keys.txt assemblies@lists.example < "mails/$1.eml"
}
says()		# what asm-site check says of it
{
	asm-site check -N $NOW --inside | grep contacts
}

# ---- the file is enough

ok 'the directory leaves a file' test -s "$file"
is "$(sed -n 2p "$file" | cut -f 1-6)" 'a@one.example	one	endorsed	endorsed	dkim	strict' 'a line a contact'
is "$(stat -c %a "$file")" 600 'for its owner'
is "$(says)" '' 'that is as it should be'
cp "$file" good
cp "$ASM_SITE/public.db" good.db
head -c 65536 /dev/urandom | dd of="$ASM_SITE/public.db" conv=notrunc 2> /dev/null
verdict one 0 'a good mail, while the database could not be read'
verdict two 0 'another, by Ed25519'
verdict evil 11 'a stranger'
sed 's/^We met/We never met/' mails/one.eml > mails/altered.eml
run asm-verify -N $NOW -k keys.txt assemblies@lists.example < mails/altered.eml
ok "what is not proved is looked up in the log, so it cannot be decided ($STATUS)" test "$STATUS" -ne 0 -a "$STATUS" -ne 10 -a "$STATUS" -ne 13
cat good.db > "$ASM_SITE/public.db"
verdict altered 10 'with the log it is not proved'
asm-verify -N $NOW -k keys.txt assemblies@lists.example < mails/one.eml 2> /dev/null | asm-post -N $NOW > /dev/null
sed 1,/^$/d mails/one.eml > body
{ sed '/^$/q' mails/one.eml | sed -n '/^From:/,$p'; cat body; } > mails/naked.eml
verdict naked 13 'and what it has already is dropped'

# ---- missing, garbled, another's

rm "$file"
verdict one 0 'no file: the database knows'
verdict evil 11 'and knows no stranger'
not_ok 'asm-verify makes none' test -e "$file"
exits 0 'whatever opens the site to write' asm-site rebuild -q
same "$file" good 'makes the same again'
for damage in 's/a@one.example/a@evil.example/' 's/a@one/b@one/' 's/endorsed/revoked /' 's/^asm contacts 1/asm contacts 2/' '$d' '2d' 's/^/x/'; do
	rm "$file"
	sed "$damage" good > "$file"
	verdict one 0 "after $damage: the contact"
	verdict evil 11 'and nobody else'
done
: > "$file"
verdict one 0 'an empty one'
rm "$file"
mkdir "$file"
verdict one 0 'a directory'
rmdir "$file"
cp -R "$ASM_SITE" other
rm -rf other/www
sed 's/a@one.example/a@evil.example/' good > other/public.db-contacts
exits 0 'another database beside it' asm-verify -S other -N $NOW -k keys.txt assemblies@lists.example < mails/one.eml

# A fault, planted so that the line's own check is right: of the whole file, only asm-site check can tell.
asm-site rebuild -q
perl -MDigest::SHA=sha256_hex -pe 's/^a\@one\.example(.*)\t[0-9a-f]{16}$/"a\@one.EXAMPLE$1\t" . substr(sha256_hex("a\@one.EXAMPLE$1"), 0, 16)/e' \
    "$file" > planted
cat planted > "$file"
like "$(says)" 'public\.db-contacts is not what the directory says: run asm-site rebuild' 'a line that lies is found'
asm-site rebuild -q
is "$(says)" '' 'and its cure cures'
same "$file" good 'to the same bytes'

# ---- the directory changes

asm-directory suspend -N 2026-11-03 --why 'to be tested' one > /dev/null
verdict one 11 'suspended: ignored at once'
verdict two 0 'the other is not'
like "$(cat "$file")" '^a@one.example	one	endorsed	suspended	' 'the file says so'
asm-directory endorse -N 2026-11-03 --why 'to be tested' one > /dev/null
verdict one 0 'endorsed again'

# ---- killed at any moment

cat > kill_at.pl <<'END'
use Time::HiRes qw(usleep);
my ($after, @command) = @ARGV;
my $pid = fork;
if (!$pid) {
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec @command or die;
}
usleep $after;
kill 9, $pid;
waitpid $pid, 0;
print $? & 127 ? "killed\n" : "ended\n";
END
cp -R "$ASM_SITE" spare
span=$(perl -MTime::HiRes=time -e '$t = time; system("asm-directory -S spare -N 2026-11-04 suspend --why test one > /dev/null"); printf "%d\n", (time - $t) * 1.3e6')
i=1 killed=0 missing=0 wrong=0
while [ $i -le "$ROUNDS" ]; do
	if [ $((i % 2)) -eq 1 ]; then verb=suspend; else verb=endorse; fi
	[ "$(perl kill_at.pl $((span * i / ROUNDS)) asm-directory -N 2026-11-05 $verb --why test one)" = killed ] && killed=$((killed + 1))
	[ -e "$file" ] || missing=$((missing + 1))
	asm-verify -q -N $NOW -k keys.txt assemblies@lists.example < mails/one.eml > /dev/null
	with=$?
	rm -f "$file"
	asm-verify -q -N $NOW -k keys.txt assemblies@lists.example < mails/one.eml > /dev/null
	[ $? -eq $with ] || wrong=$((wrong + 1))
	asm-site rebuild -q
	i=$((i + 1))
done
ok "asm-directory was killed ($killed of $ROUNDS, $missing without a file)" test $killed -gt 0
is $wrong 0 'what the file says is what the log says, every time'
is "$(says)" '' 'and in the end'

# Many at once: in the end there is one file, and it is right.
for i in 1 2 3 4 5 6 7 8; do
	if [ $((i % 2)) -eq 1 ]; then verb=suspend; else verb=endorse; fi
	asm-directory -N 2026-11-06 $verb --why test two > /dev/null 2>&1 &
done
wait
is "$(says)" '' 'eight at once: it is right'
asm-verify -q -N $NOW -k keys.txt assemblies@lists.example < mails/two.eml > /dev/null
with=$?
rm -f "$file"
exits $with 'with the same answer as the log' asm-verify -q -N $NOW -k keys.txt assemblies@lists.example < mails/two.eml

done_testing
