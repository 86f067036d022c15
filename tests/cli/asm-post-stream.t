#!/bin/sh
# asm-post with a stream of sealed mails: each stands or falls by itself, and a stream may come again.
# A word of a command line is often a file here, too.
# shellcheck disable=SC2094
. "${0%/*}/../lib.sh"
kills

ASM_SITE=$SCRATCH/site
export ASM_SITE
now=2026-11-21T09:00:00Z

make_site()	# DIR
{
	mkdir -m 700 "$1"
	printf '%064d\n' 1 > "$1/secret"
	printf '%064d\n' 2 > "$1/key"
	chmod 600 "$1/secret" "$1/key"
	asm-site init -q -S "$1" -N 2026-11-01 assemblies@lists.example
	printf 'Id: sol\nName: Sol\nLanguages: es\nAddress: sol@sol.example\n' |
	    asm-directory import -S "$1" -N 2026-11-02 | xargs asm-directory endorse -S "$1" -N 2026-11-02 --why test > /dev/null
}
mail()	# NAME [BODY]: a sealed mail
{
	printf 'From: sol@sol.example\nDate: Sat, 21 Nov 2026 09:55:00 +0000\nSubject: mail %s\nMessage-ID: <%s@sol.example>\nContent-Type: text/plain; charset=utf-8\n\nLanguage: es\n\n%s\n' \
	    "$1" "$1" "${2:-This is mail $1.}" | seal "$ASM_SITE" sol sol@sol.example dkim $now
}
envelope()	# standard input as one of a stream
{
	echo 'From asm-verify Sat Nov 21 09:00:00 2026'
	sed 's/^>*From />&/'
	echo
}
subjects()	# FILE
{
	sed -n 's/^Subject: mail //p' "$1" | tr '\n' ' '
}
make_site "$ASM_SITE"
make_site twin

# ---- good ones

for m in a b c; do
	mail $m > $m
	asm-post -S twin -N $now < $m > $m.article
	envelope < $m
done > good
exits 0 'a stream of sealed mails' asm-post -N $now < good
is "$(cat "$ERR")" '' 'is posted without a word'
is "$(grep -c '^From assemblies@lists\.example ' "$OUT")" 3 'and a stream comes out'
for m in a b c; do envelope < $m.article; done | grep -v '^From ' > want
grep -v '^From assemblies@' "$OUT" > got
same got want 'of the articles that each mail alone becomes'
cp "$OUT" first
exits 0 'again' asm-post -N $now < good
same "$OUT" first 'the stored ones are given'
envelope < a > in
exits 0 'a stream of one' asm-post -N $now < in
like "$(head -1 "$OUT")" '^From ' 'is a stream still'
perl -pe 's/\n/\r\n/' good > in
exits 0 'with CRLF' asm-post -N $now < in
same "$OUT" first 'too'
ASM_LOG=1 asm-post -N $now < good > got 2> "$ERR"
is "$(grep -c '^asm-post: mail=[0-9a-f]* type=post number=[123] ' "$ERR")" 3 'an event for each'
mail quoted "From here on
>From there" > in
seal_in_stream=$(envelope < in | asm-post -N $now | grep -c '^>*From ')
is "$seal_in_stream" 3 'lines that begin with From stay what they are'
asm-select > all
is "$(grep -c '^>From here on$' all) $(grep -c '^>>From there$' all)" '1 1' 'in the log, too'

# ---- many at once

i=1
while [ $i -le 70 ]; do
	mail m$i > m
	[ $i -ne 30 ] || sed 's/^This is/That was/' m > x
	case $i in
	20)	envelope < m; envelope < m ;;
	30)	envelope < x ;;
	*)	envelope < m ;;
	esac
	i=$((i + 1))
done > in
asm-post -N $now < in > got 2> "$ERR"
is $? 77 'more than go into one transaction, one of them altered'
one_line 'asm-post: mail 31' 'that one is named'
{ seq 1 20; seq 20 29; seq 31 70; } | sed 's/^/m/' | tr '\n' ' ' > want
is "$(subjects got)" "$(cat want)" 'all others are posted'
asm-select > all
is "$(grep -c '^Subject: mail m20$' all)" 1 'what comes twice is stored once'
is "$(sed -n 's/^Asm-Number: //p' all | sort -un | tail -1)" "$(grep -c '^Asm-Number: ' all)" 'and the numbers have no holes'
{ mail n1 | envelope; printf 'From asm-verify Sat Nov 21 09:00:00 2026\nSubj'; sleep 3; } | asm-post -N $now > got 2> /dev/null &
waits=$!
left=100
until asm-select > all; grep -q '^Subject: mail n1$' all || [ $left -eq 0 ]; do
	left=$((left - 1))
	sleep 0.02
done
ok 'who is in the middle of the next mail keeps none of those before from the log' grep -q '^Subject: mail n1$' all
ok 'while the writer goes on' kill -0 $waits
wait $waits

# ---- bad ones among them

around()	# STATUS DESCRIPTION: d, what stands in the file x, e; each new
{
	round=$((round + 1))
	{ mail d$round | envelope; envelope < x; mail e$round | envelope; } > in
	asm-post -N $now < in > got 2> "$ERR"
	is $? "$1" "$2 in the middle: $1"
	is "$(subjects got)" "d$round e$round " "$2: the others are posted"
	one_line 'asm-post: mail 2' "$2: one line says which it is"
}
round=0
mail x | sed 's/^This is/That was/' > x
around 77 'an altered body'
mail x | sed 's/by=dkim/by=pgp/' > x
around 77 'an altered seal'
printf 'Subject: no seal\n\nx\n' > x
around 77 'an unsealed mail'
mail x | tail -n +2 > x
around 77 'half a seal'
printf 'no mail at all\n' > x
around 77 'garbage'
{ head -c 300 /dev/zero; echo; } > x
around 77 'NUL'
: > x
around 77 'nothing'
printf 'Subject: mail x\n\nx\n' | seal "$ASM_SITE" refused 10 unsigned $now > x
around 77 'a refused mail'
printf 'From: x@y.example\nContent-Length: %d\nSubject: mail x\n\nx\n' "$(($(mail e9 | envelope | wc -c) + 2))" |
    seal "$ASM_SITE" refused 12 date $now > x
around 77 'one that claims the length of the next'
printf 'From: sol@sol.example\nSubject: mail x\n\nx\n' | seal "$ASM_SITE" sol sol@sol.example dkim $now > x
around 65 'no Date'
mail x "$(perl -e 'print "1234567890\n" x 80000')" > x
around 65 'more than 900 kB'
{ mail x; perl -e 'print "x\n" x 6_000_000'; } > x
around 65 'more than a mail may have'
like "$(cat "$ERR")" ' larger than [0-9]+ bytes$' 'which is said'
{ mail x; echo; perl -e 'print "x" x 70_000_000, "\n"'; } > x
around 65 'more than is ever read'
{ mail f1 | envelope; printf 'x\n' | envelope; mail x | sed '/^Date/d' | envelope; printf 'From: sol@sol.example\n\nx\n' |
    seal "$ASM_SITE" sol sol@sol.example dkim $now | envelope; mail f2 | envelope; } > in
asm-post -N $now < in > got 2> "$ERR"
is $? 65 'of several the most serious status wins'
is "$(sed 's/^asm-post: \(mail [0-9]*\): .*/\1/' "$ERR" | tr '\n' ' ')" 'mail 2 mail 3 mail 4 ' 'each has its line'
is "$(subjects got)" 'f1 f2 ' 'and the others are posted'
{ mail g1 | envelope; mail g2 | envelope | head -c 250; } > in
asm-post -N $now < in > got 2> "$ERR"
is "$? $(subjects got)" '77 g1 ' 'a stream that breaks off: what was whole is posted'
mail h | perl -pe 's/\n/\r/' > in
exits 77 'line ends that nobody wrote are not mended' asm-post -N $now < in

# ---- where output and database fail

if [ -w /dev/full ]; then
	asm-post -N $now < good > /dev/full 2> "$ERR"
	is $? 74 'a full disk is 74'
	one_line asm-post 'a full disk: one line'
	{ mail j1 | envelope; mail j2 | envelope; } > in
	asm-post -N $now < in > /dev/full 2> "$ERR"
	asm-select > all
	is "$(grep -c '^Subject: mail j[12]$' all)" 2 'and what was posted stands in the log'
else skip 'a full disk' 'no /dev/full'; fi
{ asm-post -N $now < good 2> "$ERR"; echo $? > ended; } | :
like "$(cat ended)" '^(0|74|141)$' 'a closed pipe'
is "$(cat "$ERR")" '' 'is no news'
asm-post -N $now < good >&- 2> "$ERR"
is $? 74 'standard output closed is 74'
{ mail i1 | envelope; mail x | sed 's/^This/That/' | envelope; mail i2 | envelope; } > in
: > site/restored
asm-post -N $now < in > got 2> "$ERR"
is $? 75 'of a site that waits it is 75, the most serious of all'
is "$(cat got)" '' 'and nothing is posted'
rm site/restored
asm-post -N $now < in > got 2> "$ERR"
is "$? $(subjects got)" '77 i1 i2 ' 'and the stream comes again'

# ---- killed in the middle, and repeated

i=1
while [ $i -le 40 ]; do
	mail k$i | envelope
	i=$((i + 1))
done > many
span=$({ envelope < a; envelope < b; envelope < c; } > in; perl -MTime::HiRes=time -e '$t = time; system("asm-post -N '$now' < in > /dev/null"); printf "%d\n", (time - $t) * 1e6')
i=1 killed=0
while [ $i -le 12 ]; do
	asm-post -N $now < many > /dev/null 2>&1 &
	pid=$!
	perl -e 'select undef, undef, undef, $ARGV[0] / 1e6' "$((span * i / 8))"
	kill -9 $pid 2> /dev/null && killed=$((killed + 1))
	wait $pid 2> /dev/null
	asm-select > all
	sed -n 's/^Subject: mail \(k.*\)/\1/p' all > got
	seq 1 40 | sed 's/^/k/' | head -n "$(wc -l < got)" | cmp -s - got || echo "$i" >> wrong
	i=$((i + 1))
done
ok "killed in the middle ($killed times)" test $killed -gt 3
is "$(cat wrong 2> /dev/null)" '' 'after each kill the first of them are there, each once, in their order'
exits 0 'the stream again' asm-post -N $now < many
asm-select > all
sed -n 's/^Subject: mail \(k.*\)/\1/p' all > got
seq 1 40 | sed 's/^/k/' > want
same got want 'all of them are there, each once'
is "$(subjects "$OUT")" "$(tr '\n' ' ' < want)" 'and all are written'
sed -n 's/^Asm-Number: //p' all > got
seq 1 "$(wc -l < got)" > want
same got want 'numbers have no holes'
exits 0 'the site is well' asm-site check --inside
is "$(cat "$OUT")" '' 'really'

done_testing
