#!/bin/sh
# asm-intake: 0 when a mail is decided, 75 in every other case, and nothing is left behind.
# Names of files hold no blanks here.
# shellcheck disable=SC2002,SC2012,SC2016,SC2018,SC2019,SC2059,SC2094,SC2181
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

SAMPLE=$ROOT/tests/sample
"$BUILD/tests/sample/sign" -N $NOW "$SAMPLE" .
tab=$(printf '\t')

left()	# what lies in SITE/tmp
{
	ls -A "$ASM_SITE/tmp"
}
intake()	# FILE [TIME [RECIPIENT]]: status, and the lines on standard error are in $ERR
{
	asm-intake -N "${2:-$NOW}" "${3:-$LIST}" < "$1" > "$OUT" 2> "$ERR"
	STATUS=$?
}
count()	# posts, held mails
{
	echo "$(asm-select --type post | grep -c '^From ') $(asm-hold list --tsv | sed 1d | wc -l | tr -d ' ')"
}

# ---- a row for each verdict, by the sample's mail

make_site "$SCRATCH/site"
sed "s|$ASM_SITE/keys.txt|$SCRATCH/keys.txt|" "$ASM_SITE/asm.conf" > conf
cat conf > "$ASM_SITE/asm.conf"
asm-directory -N $NOW import "$SAMPLE/assemblies" | xargs asm-directory -N $NOW endorse --why test > /dev/null
asm-observers -N $NOW add all@x.example

# One of each verdict, and reason, of the manifest: 0 and 13 once or twice, of the held ones all of the first ten.
sed 1d "$SAMPLE/manifest.tsv" | awk -F '\t' '{ if (n[$4]++ < ($4 == 0 ? 3 : 4)) print }' > manifest
want_posts=0 want_held=0
while IFS=$tab read -r file _ recipient verdict _; do
	intake "$file" $NOW "$recipient"
	case $verdict in
	0) want_posts=$((want_posts + 1)) ;;
	10|11|12) want_held=$((want_held + 1)) ;;
	esac
	is "$STATUS $(count)" "0 $want_posts $want_held" "$file: verdict $verdict"
	is "$(cat "$OUT")$(left)" '' 'nothing is written, nothing left in tmp/'
	case $verdict in
	0) is "$(delivered | grep '^all@' | wc -l | tr -d ' ')" "$want_posts" 'delivered' ;;
	10|11|12) is "$(asm-hold list --tsv | tail -1 | cut -f 2)" "$verdict" 'held as such' ;;
	esac
done < manifest
for verdict in 10 11; do
	file=$(awk -F '\t' -v v=$verdict '$4 == v { print $1; exit }' manifest)
	{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; sed '1{/^From /d;}' "$file"; } > refused.$verdict
done
while IFS=$tab read -r file _ recipient _; do
	intake "$file" $NOW "$recipient"
	[ "$STATUS" -eq 0 ] || diag "$file again: $STATUS $(cat "$ERR")"
done < manifest
is "$(count)" "$want_posts $want_held" 'all of them again: nothing changes'
is "$(delivered | grep '^all@' | uniq -d)" '' 'nobody gets anything twice'

# Mails that were not handed over yet, and have just come in.
sed 1d "$SAMPLE/manifest.tsv" | awk -F '\t' '$4 == 0 && n++ >= 3 { print $1 }' | head -4 | cat -n | while read -r n file; do
	{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; sed '1{/^From /d;}' "$file"; } > "fresh.$n"
done

# ---- asm-post's answers

# Too large: proved, and yet no post; kept as 65.
new=fresh.1
cat > asm-post <<'END'
#!/bin/sh
cat > /dev/null
exit STATUS
END
mkdir fake
for status in 65 77; do
	sed "s/STATUS/$status/" asm-post > fake/asm-post
	chmod +x fake/asm-post
	PATH=$SCRATCH/fake:$PATH asm-intake -N $NOW $LIST < "$new" 2> "$ERR"
	want_held=$((want_held + 1))
	is "$? $(count)" "0 $want_posts $want_held" "asm-post says $status: held"
	asm-hold list --tsv | sed 1d | tail -1 | cut -f 1 | xargs asm-hold discard
	want_held=$((want_held - 1))
done
for status in 1 64 69 70 74 75 78 99; do
	sed "s/STATUS/$status/" asm-post > fake/asm-post
	PATH=$SCRATCH/fake:$PATH asm-intake -N $NOW $LIST < "$new" 2> "$ERR"
	is "$? $(count)" "75 $want_posts $want_held" "asm-post says $status: 75"
done
is "$(tail -1 "$ERR")" 'asm-intake: asm-post: status 99' 'and says why'
is "$(left)" '' 'nothing left in tmp/'

# ---- a program is missing, killed, or says what nobody expects

for program in asm-verify asm-post; do
	for how in 'exit 1' 'exit 14' 'exit 64' 'exit 75' 'exit 255' 'kill -9 $$' 'kill -11 $$'; do
		printf '#!/bin/sh\ncat > /dev/null\n%s\n' "$how" > "fake/$program"
		chmod +x "fake/$program"
		PATH=$SCRATCH/fake:$PATH asm-intake -N $NOW $LIST < "$new" 2> "$ERR"
		is "$? $(count)" "75 $want_posts $want_held" "$program: $how"
	done
	rm fake/$program
done
printf '#!/bin/sh\nkill -9 $$\n' > fake/asm-hold
chmod +x fake/asm-hold
PATH=$SCRATCH/fake:$PATH asm-intake -N $NOW $LIST < refused.10 2> "$ERR"
is $? 75 'asm-hold is killed: 75'
rm fake/asm-hold
printf '#!/bin/sh\nkill -9 $$\n' > fake/asm-deliver
chmod +x fake/asm-deliver
PATH=$SCRATCH/fake:$PATH asm-intake -N $NOW $LIST < "$new" 2> "$ERR"
want_posts=$((want_posts + 1))
is "$? $(count)" "0 $want_posts $want_held" 'asm-deliver is killed: posted all the same'
rm fake/asm-deliver
n=$(delivered | wc -l)
asm-deliver -N $NOW < /dev/null
is "$(delivered | wc -l)" $((n + 1)) 'the next run delivers'

# A PATH with everything but one of ours.
mkdir bin
for tool in sh cat rm sed ls; do
	ln -s "$(command -v $tool)" bin/$tool
done
for program in asm-intake asm-verify asm-post asm-deliver asm-hold; do
	ln -s "$(command -v $program)" bin/$program
done
new=fresh.2
for program in asm-verify asm-post cat; do
	mv bin/$program gone
	PATH=$SCRATCH/bin asm-intake -N $NOW $LIST < "$new" > "$OUT" 2> "$ERR"
	is $? 75 "no $program in PATH: 75"
	is "$(left)" '' 'nothing left in tmp/'
	mv gone bin/$program
done
mv bin/asm-deliver gone
PATH=$SCRATCH/bin asm-intake -N $NOW $LIST < "$new" > "$OUT" 2> "$ERR"
want_posts=$((want_posts + 1))
is "$? $(count)" "0 $want_posts $want_held" 'no asm-deliver: posted'
mv gone bin/asm-deliver

# ---- called wrongly, no site

for args in '' '-N' '-N 2026-11-21' '-N never assemblies@lists.example' '-x'; do
	# shellcheck disable=SC2086 # words
	asm-intake $args < "$new" > "$OUT" 2> "$ERR"
	is $? 75 "asm-intake $args: 75"
done
is "$(left)" '' 'nothing left in tmp/'
ASM_SITE=$SCRATCH/nowhere asm-intake -N $NOW $LIST < "$new" 2> "$ERR"
is $? 75 'no site: 75'
like "$(cat "$ERR")" '^asm-intake: ' 'and a line'
mv "$ASM_SITE/private.db" away
intake refused.11
is $STATUS 75 'no private.db: 75'
mv away "$ASM_SITE/private.db"
mv "$ASM_SITE/secret" away
intake fresh.3
is $STATUS 75 'no secret: 75'
mv away "$ASM_SITE/secret"
intake /dev/null
is $STATUS 75 'no mail at all: 75'
is "$(count) $(left)" "$want_posts $want_held " 'nothing happened'

# One that hangs: here the way in, which no writer ever closes.
mkfifo fifo
cat > fake/asm-verify <<END
#!/bin/sh
exec $(command -v asm-verify) -S "$ASM_SITE" < "$SCRATCH/fifo"
END
chmod +x fake/asm-verify
sleep 30 > fifo &
sleeper=$!
PATH=$SCRATCH/fake:$PATH ASM_SECONDS=1 asm-intake -N $NOW $LIST < "$new" > "$OUT" 2> "$ERR"
is $? 75 'a program that hangs: 75'
like "$(cat "$ERR")" 'asm-intake: asm-verify: status 142' 'ended by the alarm'
kill $sleeper
rm fake/asm-verify
is "$(count) $(left)" "$want_posts $want_held " 'and nothing is left'

# What a killed run left under the same process id.
sh -c 'for n in 0 1 2; do echo old > "$ASM_SITE/tmp/intake.$$.$n.mail"; done; exec "$@"' sh asm-intake -N $NOW $LIST < fresh.3
want_posts=$((want_posts + 1))
is "$? $(count)" "0 $want_posts $want_held" 'files of a killed run with our process id'
is "$(cat "$ASM_SITE"/tmp/*.mail | sort -u)" old 'are left alone'
rm "$ASM_SITE"/tmp/*

# ---- 48 hours

cp fresh.3 old
mv "$ASM_SITE/public.db" away
intake old "$(later $((48 * 3600)))"
is "$STATUS $(ls "$ASM_SITE/stuck/new" 2> /dev/null | wc -l | tr -d ' ')" '75 0' 'without a verdict for 48 hours: the MTA keeps it'
intake old "$(later $((48 * 3600 + 1)))"
is "$STATUS $(ls "$ASM_SITE/stuck/new" 2> /dev/null | wc -l | tr -d ' ')" '0 1' 'longer: it is put aside, and not bounced'
same "$(echo "$ASM_SITE"/stuck/new/*)" old 'byte for byte'
like "$(cat "$ERR")" '48 hours' 'and said'
intake old "$(later $((48 * 3600 + 1)))"
is "$STATUS $(ls "$ASM_SITE/stuck/new" 2> /dev/null | wc -l | tr -d ' ')" '0 1' 'once'
mv away "$ASM_SITE/public.db"
asm-site status > status.out 2>&1
like "$(cat status.out)" 'stuck.*got no verdict' 'asm-site status shouts'
is "$(left)" '' 'nothing left in tmp/'

# ---- a full disk

# In a mount namespace of its own: SITE on a file system of half a megabyte with room for nothing.
cat > full.sh <<'END'
set -e
mount -t tmpfs -o size=1200k none "$1"
cp -a "$ASM_SITE/." "$1"
export ASM_SITE=$1
dd if=/dev/zero of="$1/tmp-filler" bs=1k 2> /dev/null || :
set +e
asm-intake -N "$2" "$3" < "$4" 2>&1
echo "status $?"
rm "$1/tmp-filler"
rm -rf "$1"/stuck/new/*
asm-intake -N "$2" "$3" < "$4" 2>&1
echo "then $?"
ls -A "$1/tmp"
END
mkdir mnt
if unshare -m true 2> "$ERR" && unshare -m sh -c "mount -t tmpfs -o size=1200k none '$SCRATCH/mnt'" 2> "$ERR"; then
	unshare -m sh full.sh "$SCRATCH/mnt" $NOW $LIST fresh.4 > full.out
	like "$(cat full.out)" '^status 75$' 'a full disk: 75'
	like "$(cat full.out)" '^then 0$' 'room again: posted'
	is "$(sed '1,/^then/d' full.out)" '' 'nothing left in tmp/'
else
	skip 'a full disk' 'no mount namespaces here (unshare -m)'
fi

# ---- a signal

{ sleep 5; } | asm-intake -N $NOW $LIST > "$OUT" 2> "$ERR" &
perl -e 'select undef, undef, undef, 0.3'
pid=$(pgrep -f "asm-intake -N $NOW $LIST" -P $$ | head -1)
if [ -n "$pid" ]; then
	pgrep -P "$pid" > children
	kill -TERM "$pid"
	xargs kill < children 2> "$ERR"
fi
wait
is "$(left)" '' 'ended by a signal: nothing left in tmp/'
exits 1 'check finds the mail that is stuck' asm-site -N $NOW check
rm "$ASM_SITE"/stuck/new/*
exits 0 'the site is well' asm-site -N $NOW check

done_testing
