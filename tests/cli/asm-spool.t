#!/bin/sh
# asm-spool: one mail at a time through asm-intake; what comes meanwhile waits and is taken in together.
# Names of files hold no blanks here; the inner shells' words stand in single quotes.
# shellcheck disable=SC2010,SC2011,SC2012,SC2016
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
kills

make_site "$SCRATCH/site"
rm -rf "$ASM_SITE/incoming"
asm-observers -N $NOW add all@x.example 2> added
sent()	# to that observer
{
	delivered | sed -n 's/^all@x.example //p' | paste -sd , -
}

# asm-intake as it is, but it notes how it was called, and can be held up or made to fail.
mkdir fake
cat > fake/asm-intake <<END
#!/bin/sh
echo "\$*" >> $SCRATCH/calls
while [ -e $SCRATCH/hold ]; do sleep 0.05; done
[ ! -e $SCRATCH/trouble ] || { cat > /dev/null; exit 75; }
exec $ROOT/scripts/asm-intake "\$@"
END
# What syslog is told.
cat > fake/logger <<END
#!/bin/sh
for file; do :; done
cat "\$file" >> $SCRATCH/syslog
END
chmod +x fake/asm-intake fake/logger
PATH=$SCRATCH/fake:$PATH

spool()	# FILE: status; what is said is in $ERR
{
	timeout 20 asm-spool -N $NOW $LIST < "$1" > "$OUT" 2> "$ERR"
	echo $?
}
waiting()
{
	ls "$ASM_SITE/incoming" | paste -sd ' ' -
}
# Until nobody is at work and nothing fresh waits.
settled()
{
	left=400
	until flock -n "$ASM_SITE/incoming/.lock" true && [ -z "$(ls "$ASM_SITE/incoming" | grep -v again)" ]; do
		sleep 0.05
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
	done
}
posts()
{
	asm-select --type post | sed -n 's/^Subject: //p' | paste -sd , -
}
calls()
{
	sed 's/.*--mbox.*/together/; s/.*@.*/one/' calls | paste -sd ' ' -
	rm calls
}
# signed SUBJECT [TEXT]: a mail that asm-verify accepts.
signed()
{
	{ echo "To: $LIST"; mail_of sol "$@"; } | "$ROOT/tests/sign.pl" --keys "$ASM_SITE/keys.txt" --bits 1024 d=sol.example "s=k$(printf %s "$1" | tr -cd A-Za-z0-9)"
}
for n in 1 2 3 4 5 6 7 8 9; do
	signed "Mail $n" "Text $n" > mail.$n
done
signed 'From here' 'From here the text goes
From there, too
>From of old' > from

# ---- one at a time

is "$(spool mail.1)" 0 'a mail, when nobody is at work'
is "$(posts) $(calls) $(waiting)" 'Mail 1 one ' 'is posted before asm-spool ends'
is "$(sent)" 'Mail 1' 'and sent'

# ---- what comes meanwhile

# busy FILE: an asm-spool that is at work on it until `rm hold`.
busy()
{
	touch hold
	asm-spool -N $NOW $LIST < "$1" > busy.out 2> busy.err &
	busy=$!
	until [ -s calls ]; do sleep 0.02; done
}
busy mail.2
for n in 3 4; do
	is "$(spool mail.$n)" 0 "mail $n while another is worked on: kept"
done
is "$(spool from)" 0 'and one that speaks like an mbox'
is "$(waiting | wc -w | tr -d ' ') $(posts)" '3 Mail 1' 'it waits'
file=$(ls "$ASM_SITE"/incoming/* | head -1)
is "$(head -1 "$file")" "$LIST" 'its recipient stands in the first line'
sed 1d "$file" > body
same body mail.3 'then the mail, as it came'
is "$(ls -l "$file" | cut -c 1-10)" '-rw-------' 'for nobody else to read'
rm hold
wait $busy
is "$? $(cat busy.out)" '0 ' 'who was first is answered'
ok 'and what waited is taken in' settled
is "$(posts)" 'Mail 1,Mail 2,Mail 3,Mail 4,From here' 'in its order'
is "$(calls)" 'one together' 'together'
is "$(sent)" 'From here,Mail 1,Mail 2,Mail 3,Mail 4' 'and sent'
like "$(cat syslog)" 'asm-post: mail=.* number=4' 'syslog is told'
asm-select --type post | asm-show --fields Subject,Text | grep -A 4 '^Subject: From here' > shown
like "$(cat shown)" 'From there, too' 'the text is whole'

# One of them is no post: each by itself, none twice.
busy mail.5
spool mail.6 > said
mail_of sol 'Forged' 'Nobody signed this.' > forged
spool forged > said
spool mail.7 > said
rm hold
wait $busy
ok 'with one that is no post among them' settled
is "$(calls)" 'one together one one one' 'each is looked at by itself'
is "$(posts)" 'Mail 1,Mail 2,Mail 3,Mail 4,From here,Mail 5,Mail 6,Mail 7' 'posts are posted once'
is "$(asm-hold list --tsv | sed 1d | wc -l | tr -d ' ')" 1 'the other is held'

# A mail that lies about its length does not take the next one along.
busy mail.1
signed 'Long' 'short' | sed "s/^Subject:/Content-Length: 100000\\
&/" > long
spool long > said
spool mail.8 > said
rm hold
wait $busy
settled
like "$(posts)" ',Mail 8' 'a wrong Content-Length swallows nothing'
rm calls

# ---- trouble

busy mail.1
signed 'Later' 'Text' > later
spool later > said
touch trouble
rm hold
wait $busy
is $? 75 'trouble: the MTA keeps the first'
settled
like "$(waiting)" '^[0-9.]*\.again$' 'what waited is put off'
rm calls
is "$(spool mail.9)" 75 'and what comes now is not taken in'
touch hold
is "$(calls)" one 'but tried at once'
rm hold
busy mail.9 
rm trouble
(sleep 0.3; rm hold) &
is "$(spool mail.9)" 0 'also while somebody is at work'
wait
rm calls
like "$(waiting)" '^[0-9.]*\.again$' 'who hands over a mail does not try what was put off'
exits 0 'cron does' asm-spool -N $NOW --run
is "$(waiting)" '' 'nothing waits any more'
like "$(posts)" ',Mail 9,Later$' 'all is posted'
is "$(posts | tr , '\n' | sort | uniq -d)" '' 'once'

# ---- kills

busy mail.1
signed 'Killed' 'Text' > killed
spool killed > said
kill -9 $busy
rm hold
wait $busy 2> said
is "$(waiting | wc -w | tr -d ' ')" 1 'who was at work is killed: what waited waits'
until flock -n "$ASM_SITE/incoming/.lock" true; do sleep 0.02; done
is "$(spool mail.1)" 0 'the next one'
settled
like "$(posts)" ',Killed$' 'takes it in'

# What a killed run left half written is no mail, and goes away in the end.
: > "$ASM_SITE/incoming/.new.1"
: > "$ASM_SITE/incoming/.new.2"
touch -t 202601010000 "$ASM_SITE/incoming/.new.1"
echo 'no recipient' | tr -d '\n' > "$ASM_SITE/incoming/0"
asm-spool -N $NOW --run 2> "$ERR"
is "$? $(ls -A "$ASM_SITE/incoming" | paste -sd ' ' -)" '0 .lock .new.2 0.again' 'half a mail of yesterday is removed'
like "$(cat "$ERR")" '^asm-spool: incoming/0: no recipient' 'what is no mail is said and put off'
rm "$ASM_SITE/incoming/"[.0]*[n2] 2> said

# ---- how much may wait

rm -f "$ASM_SITE/incoming/"* calls
busy mail.1
perl -e 'for (1 .. 999) { open my $f, ">", sprintf("%s/incoming/1%04d", $ARGV[0], $_) or die; print $f "a\@b" }' "$ASM_SITE"
is "$(spool mail.2; waiting | wc -w | tr -d ' ')" "0
1000" 'the thousandth waits'
asm-spool -N $NOW $LIST < mail.3 2> said &
until [ "$(wc -l < calls)" -eq 2 ]; do sleep 0.02; done
is "$(waiting | wc -w | tr -d ' ')" 1000 'no more than a thousand do'
rm -f "$ASM_SITE/incoming/"*
rm hold
wait
rm -f "$ASM_SITE/incoming/"*

# ---- many at once, and recipients of all kinds

for n in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
	signed "Mail $n" "Text $n" > mail.$n
done
until flock -n "$ASM_SITE/incoming/.lock" true; do sleep 0.05; done
ls mail.[12][0-9] | xargs -P 10 -I '{}' sh -c "asm-spool -N $NOW $LIST < {} 2> err.{} || echo {}" > failed
ok 'ten at a time: all is taken in' settled
is "$(cat failed)" '' 'none has to come again'
is "$(posts | tr , '\n' | grep -c '^Mail [12][0-9]$')" 20 'all are posted'
is "$(posts | tr , '\n' | sort | uniq -d)" '' 'once'
printf 'From: ana@reader.example\nTo: observe@lists.example\nSubject: join\n\njoin\n' > wish
rm -f calls
busy mail.1
timeout 20 asm-spool -N $NOW observe@lists.example < wish
timeout 20 asm-spool -N $NOW observe@lists.example < wish
rm hold
wait $busy
settled
is "$(waiting)" '' 'a mail to another address is taken in, too'
is "$(calls)" 'one together one one' 'by itself'

# ---- called wrongly

for args in '' '-N' '-N never assemblies@lists.example' '-x' 'a b' "$(printf '%01001d' 0)@b"; do
	# shellcheck disable=SC2086 # words
	asm-spool $args < mail.1 > "$OUT" 2> "$ERR"
	is "$? $(cat "$OUT")" '75 ' "asm-spool $(printf %.20s "$args"): 75"
done
is "$(asm-spool -S "$SCRATCH/nowhere" $LIST < mail.1 2>&1; echo $?)" \
    "asm-spool: $SCRATCH/nowhere/incoming: No such file or directory
75" 'no site: 75'
is "$(PATH=$BUILD/bin asm-spool $LIST < mail.1 2>&1; echo $?)" "asm-spool: asm-intake: No such file or directory
75" 'no asm-intake: 75'
is "$(asm-spool -N $NOW $LIST < /dev/null 2>&1 > "$OUT" | tail -1; waiting)" "$(asm-intake -N $NOW $LIST < /dev/null 2>&1 | tail -1)" 'no mail'
done_testing
