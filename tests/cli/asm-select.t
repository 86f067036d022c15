#!/bin/sh
# asm-select: articles as an mbox, and what a newsletter lacks.
# A word of a command line is often a file here, too; what subshells set is theirs.
# shellcheck disable=SC2094
. "${0%/*}/../lib.sh"

standard_tests asm-select
ASM_SITE=$SCRATCH/site
export ASM_SITE
LIST=assemblies@lists.example
asm-site init -q -N 2026-10-31 $LIST -t 'The list'
printf 'Id: sol\nName: Sol\nLanguages: es\nAddress: sol@sol.example\n\nId: luna\nName: Luna\nLanguages: en\nAddress: luna@luna.example\n' |
    asm-directory import -N 2026-10-31 | xargs asm-directory endorse -N 2026-10-31 --why test > /dev/null

n=0
post()	# ASSEMBLY ARRIVAL [LINE...]: a post
{
	n=$((n + 1))
	who=$1 at=$2
	shift 2
	{
		printf 'From: %s@%s.example\nDate: Sat, 31 Oct 2026 10:00:00 +0000\nSubject: post %d\n\n' "$who" "$who" $n
		for line; do printf '%s\n' "$line"; done
		printf '\nFrom here it goes on.\n>From there too.\n'
	} | seal "$ASM_SITE" "$who" "$who@$who.example" dkim "$at" | asm-post -N "$at" > last
	sed -n 's/^Message-ID: <\(.*\)>$/\1/p' last
}
numbers()	# OPTIONS: the numbers of what is chosen, "t" for a translation, "i" for an issue, "r" for a record
{
	asm-select "$@" | perl -ne '
		if (/^From /) { $head = 1 } elsif (/^$/) { $head = 0 }
		next unless $head;
		$type = $1 if /^Asm-Type: (\w)/;
		$number = $1 if /^Asm-Number: (\d+)/;
		if (/^Asm-Prev/) { print $type eq "p" ? "$number " : "$type " }'
}

first=$(post sol 2026-10-31T12:00:00Z 'Kind: proposal' 'Language: es')
post luna 2026-11-06T23:59:59Z 'Kind: update' 'Language: en' > /dev/null
post sol 2026-11-07T00:00:00Z 'Kind: update' 'Language: es' > /dev/null
post luna 2026-11-08T12:00:00Z 'Kind: proposal' 'Language: en-GB' > /dev/null
cat > translation <<END
From: x <$LIST>
Date: Sun, 08 Nov 2026 13:00:00 +0000
Subject: post 1
Message-ID: <tr.aaaa.en.r1.1@lists.example>
Asm-Translation-Of: <$first>; rev=1
Content-Language: en

Translated.
END
asm-post --own translation -N 2026-11-08T13:00:00Z < translation > /dev/null

# ---- choosing

is "$(numbers)" '1 2 3 4 t ' 'posts and translations, in the order in which they came'
is "$(numbers --type all)" 'r r r r 1 2 3 4 t ' 'everything'
is "$(numbers --type post)" '1 2 3 4 ' 'posts'
is "$(numbers --type translation,record)" 'r r r r t ' 'two types'
is "$(numbers --kind proposal)" '1 4 t ' 'a kind, and what translates it'
is "$(numbers --assembly sol)" '1 3 t ' 'an assembly'
is "$(numbers --assembly mars)" '' 'nobody'
is "$(numbers -l en)" '2 4 t ' 'a language, whatever the country'
is "$(numbers -l es --kind update)" '3 ' 'both'
is "$(numbers --number 1)" '1 t ' 'a number'
is "$(numbers --since 2026-11-07)" '3 4 t ' 'since: that moment too'
is "$(numbers --until 2026-11-07)" '1 2 ' 'until: that moment not'
is "$(numbers --since 2026-11-06T23:59:59Z --until 2026-11-07T00:00:01Z)" '2 3 ' 'both'
is "$(numbers -n 2)" '4 t ' 'the newest two'
is "$(numbers -n 0)" '' 'none'
is "$(numbers -n 1 --assembly luna)" '4 ' 'the newest one of somebody'
exits 0 'nothing chosen' asm-select --number 99
is "$(cat "$OUT")" '' 'is nothing written'
exits 64 'an unknown type' asm-select --type posts
exits 64 'an unknown kind' asm-select --kind wish
is "$(numbers --since 2026-11-08T13:00:00Z)" 't ' 'a translation alone'
is "$(numbers --since 2026-11-08T13:00:00Z --originals)" "$(numbers --number 1)" 'with originals: what it is of, in the order of the log'
is "$(numbers --type post --originals)" "$(numbers --type post)" 'with originals: no translation chosen, nothing more'
exits 64 'no time' asm-select --since yesterday
exits 64 'number 0' asm-select --number 0
exits 64 'an operand' asm-select x
exits 78 'no site' asm-select -S nosuch

# ---- the stream

asm-select --number 1 --type post > stream
is "$(head -1 stream)" "From $LIST Sat Oct 31 12:00:00 2026" 'an envelope line with the arrival'
is "$(sed -n 2p stream)" 'Asm-Date: 2026-10-31T12:00:00Z' 'and Asm-Date'
like "$(cat stream)" '^>From here' 'From is quoted'
like "$(cat stream)" '^>>From there' 'and can be unquoted'
unlike "$(cat stream)" '^Archived-At' 'no link where there is no web archive'
printf 'Url: https://www.lists.example/list\n' >> "$ASM_SITE/asm.conf"
like "$(asm-select --number 1)" '^Archived-At: <https://www.lists.example/list/posts/1.html>$' 'a link where there is one'
like "$(asm-select --number 1)" '^Archived-At: <https://www.lists.example/list/posts/1.en.html>$' 'of a translation too'
if [ -w /dev/full ]; then
	asm-select > /dev/full 2> "$ERR"
	is $? 74 'a full disk is 74'
else skip 'a full disk' 'no /dev/full'; fi
{ asm-select --type all; echo $? > pipe; } | :
like "$(cat pipe)" '^(0|74|141)$' 'a closed pipe'
asm-select > a
(TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8; export TZ LC_ALL; umask 0; cd / && asm-select) > b
same a b 'the same bytes under any zone and locale'

# ---- what is due

due()	# NOW: a line for each issue
{
	asm-select --due weekly -N "$1" --tsv | awk -F'\t' 'NR > 1 { print $2, $3, $4, $7 }'
}
exits 78 'an edition that asm.conf does not know' asm-select --due monthly
one_line asm-select 'and one line'
sed 's/^Languages:.*/Languages: en es/' "$ASM_SITE/asm.conf" > conf && cp conf "$ASM_SITE/asm.conf"
is "$(due 2026-11-06T23:59:59Z)" '' 'the window is still open'
is "$(due 2026-11-07)" 'en 2026-10-31T00:00:00Z 2026-11-07T00:00:00Z 2
es 2026-10-31T00:00:00Z 2026-11-07T00:00:00Z 2' 'one for each language, with its posts'
is "$(due 2026-11-13)" "$(due 2026-11-07)" 'and nothing more until the week is over'
asm-select --due weekly -N 2026-11-07 > records
like "$(cat records)" '^Edition: weekly$' 'Edition'
like "$(cat records)" '^Window: 2026-10-31T00:00:00Z/2026-11-07T00:00:00Z$' 'Window'
like "$(cat records)" '^Message-ID: <digest.weekly.2026-10-31.en@lists.example>$' 'Message-ID'

issue()	# LANGUAGE FROM UNTIL
{
	printf 'From: x <%s>\nDate: Sat, 07 Nov 2026 00:00:00 +0000\nSubject: x\nAsm-Edition: weekly\nAsm-Window: %s/%s\nContent-Language: %s\n\nx\n' \
	    $LIST "$2" "$3" "$1" | asm-post --own issue -N "${4:-2026-11-08T14:00:00Z}"
}
issue en 2026-10-31T00:00:00Z 2026-11-07T00:00:00Z > got
like "$(cat got)" '^Message-ID: <digest.weekly.2026-10-31.en@lists.example>$' 'it is the one that was due'
is "$(due 2026-11-08T15:00:00Z)" 'es 2026-10-31T00:00:00Z 2026-11-07T00:00:00Z 2' 'what was made is not due'
is "$(numbers --type issue)" 'i ' 'the issue is there'
is "$(numbers --type issue -l en)" 'i ' 'in its language'
issue es 2026-10-31 2026-11-07 > /dev/null
is "$(due 2026-11-08T15:00:00Z)" '' 'nothing is due'
is "$(due 2026-11-14 | head -1)" 'en 2026-11-07T00:00:00Z 2026-11-14T00:00:00Z 2' 'the next week'

# Weeks of silence are skipped; after a long absence the oldest are joined.
for day in 11-16 12-02 12-08 12-15 12-22; do
	post sol "2026-${day}T10:00:00Z" 'Language: es' > /dev/null
done
is "$(due 2026-12-03 | grep '^es')" 'es 2026-11-07T00:00:00Z 2026-11-14T00:00:00Z 2
es 2026-11-14T00:00:00Z 2026-11-21T00:00:00Z 1' 'a week without posts is none'
is "$(due 2026-12-12 | grep -c '^es')" 4 'four at once'
is "$(due 2026-12-26 | grep '^es')" 'es 2026-11-07T00:00:00Z 2026-12-05T00:00:00Z 4
es 2026-12-05T00:00:00Z 2026-12-12T00:00:00Z 1
es 2026-12-12T00:00:00Z 2026-12-19T00:00:00Z 1
es 2026-12-19T00:00:00Z 2026-12-26T00:00:00Z 1' 'of more the oldest are one'
issue es 2026-11-07T00:00:00Z 2026-12-05T00:00:00Z 2026-12-26 > /dev/null
is "$(due 2026-12-26 | grep '^es' | head -1)" 'es 2026-12-05T00:00:00Z 2026-12-12T00:00:00Z 1' 'and then they are made'
sed 's/^Edition:.*/Edition: weekly; since=2026-12-09; languages=es/' "$ASM_SITE/asm.conf" > conf && cp conf "$ASM_SITE/asm.conf"
is "$(due 2026-12-26)" 'es 2026-12-12T00:00:00Z 2026-12-19T00:00:00Z 1
es 2026-12-19T00:00:00Z 2026-12-26T00:00:00Z 1' 'never before the day from which an edition counts'
sed 's/^Edition:.*/Edition: weekly; since=2026-12-14; languages=de/' "$ASM_SITE/asm.conf" > conf && cp conf "$ASM_SITE/asm.conf"
is "$(due 2026-12-26 | head -1)" 'de 2026-12-14T00:00:00Z 2026-12-19T00:00:00Z 1' 'the first window may be short'
exits 0 'all is well' asm-site check --inside

done_testing
