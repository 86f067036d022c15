#!/bin/sh
# asm-post: one sealed mail becomes one article, once; nothing else does.
# A word of a command line is often a file here, too; what subshells set is theirs.
# shellcheck disable=SC2094,SC2030,SC2031
. "${0%/*}/../lib.sh"

standard_tests asm-post
ASM_SITE=$SCRATCH/site
export ASM_SITE
LIST=assemblies@lists.example

# A site of known bytes: the same key, secret and time give the same log.
make_site()	# DIR
{
	mkdir -m 700 "$1"
	printf '%064d\n' 1 > "$1/secret"
	printf '%064d\n' 2 > "$1/key"
	chmod 600 "$1/secret" "$1/key"
	asm-site init -q -S "$1" -N 2026-11-01 $LIST -t 'The list'
	printf 'Id: sol.madrid\nName: Asamblea Sol\nPlace: Madrid\nLanguages: es\nAddress: sol@sol.example\n\nId: luna\nName: Mönd\nLanguages: de en\nAddress: mond@luna.example\n' |
	    asm-directory import -S "$1" -N 2026-11-02 | xargs asm-directory endorse -S "$1" -N 2026-11-02 --why test > /dev/null
}
make_site "$ASM_SITE"

now=2026-11-21T09:00:00Z
post()	# MAIL [ASSEMBLY [CONTACT [BY]]]
{
	seal "$ASM_SITE" "${2:-sol.madrid}" "${3:-sol@sol.example}" "${4:-dkim}" $now < "$1" > sealed || return
	asm-post -N $now < sealed
}
field()	# NAME FILE: its unfolded value
{
	sed '/^$/q' "$2" | perl -0777 -ne 's/\n[ \t]+/ /g; print "$1\n" if /^\Q'"$1"'\E: (.*)$/m'
}

cat > mail <<'END'
Received: from secret.host (10.0.0.1) by mx
X-Mailer: Spy 1.0
X-Originating-IP: 10.0.0.1
DKIM-Signature: v=1; a=rsa-sha256; d=sol.example; s=s1; h=from; bh=x; b=x
From: =?utf-8?q?La_secretar=C3=ADa?= <sol@sol.example>
To: assemblies@lists.example
Cc: somebody@private.example
Date: Sat, 21 Nov 2026 09:55:00 +0100 (CET)
Subject: [propuesta] Un =?utf-8?q?d=C3=ADa?=
 de asambleas
Message-ID: <1234@secret.host>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Tipo: propuesta
Answer-By: 2026-12-20
Campaign: globalnoise
Group: legal

Hola a todas,

proponemos un día común de asambleas abiertas en todas las plazas de la red.
-- 
Sol
END

# ---- a post

post mail > article 2> "$ERR"
is $? 0 'a sealed mail is posted'
is "$(cat "$ERR")" '' 'without a word'
is "$(field From article)" 'Asamblea Sol <assemblies@lists.example>' 'From is the assembly, at the list'
is "$(field Reply-To article)" 'sol@sol.example' 'Reply-To is the contact'
is "$(field To article)" $LIST 'To is the list'
like "$(cat article)" '^Date: Sat, 21 Nov 2026 09:55:00 \+0100 \(CET\)$' 'Date byte for byte'
is "$(grep -A1 '^Subject:' article)" 'Subject: [propuesta] Un =?utf-8?q?d=C3=ADa?=
 de asambleas' 'Subject byte for byte'
like "$(cat article)" '^Content-Type: text/plain; charset="utf-8"$' 'Content-Type byte for byte'
like "$(field Message-ID article)" '^<[a-z2-7]{52}@lists.example>$' 'a minted Message-ID'
is "$(field Asm-Assembly article)" sol.madrid 'Asm-Assembly'
is "$(field Asm-Name article)" 'Asamblea Sol' 'Asm-Name'
is "$(field Asm-Place article)" Madrid 'Asm-Place'
is "$(field Asm-Group article)" legal 'Asm-Group'
is "$(field Asm-Kind article)" proposal 'Asm-Kind'
is "$(field Asm-Campaign article)" globalnoise 'Asm-Campaign'
is "$(field Asm-Answer-By article)" 2026-12-20 'Asm-Answer-By'
is "$(field Content-Language article)" es 'the language was recognised'
is "$(field Asm-By article)" dkim 'Asm-By'
is "$(field Asm-Type article)" post 'Asm-Type'
is "$(field Asm-Number article)" 1 'Asm-Number'
is "$(field Asm-Chain article)" all.2026a 'Asm-Chain'
is "$(field Asm-Seq article)" 1 'Asm-Seq'
is "$(field Asm-Prev article)" 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' 'Asm-Prev begins with zeros'
is "$(field Asm-Origin article)" lists.example 'Asm-Origin'
is "$(field Newsgroups article)" asm.posts 'Newsgroups'
unlike "$(cat article)" 'secret.host|10\.0\.0\.1|X-Mailer|private.example|secretar' 'nothing tells of the sender'"'"'s machine'
unlike "$(cat article)" '^(Received|Cc|X-|List-|Asm-Verified|Asm-Date)' 'no field that was not asked for'
sed '1,/^$/d' mail > body
sed '1,/^$/d' article > got
same got body 'the body is not edited'
exits 0 'the site is well' asm-site check --inside
asm-select > stream
is "$(grep -c '^From ' stream)" 1 'it can be selected'

# ---- once

post mail > again
is $? 0 'the same mail again'
same again article 'is the stored post'
sed 's/^Subject:/SUBJECT: /; s/^Message-ID: .*/Message-ID: <other@host>/' mail > respelled
post respelled > again
is $? 0 'respelled'
same again article 'too'
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < mail | perl -pe 's/\n/\r\n/' > crlf
asm-post -N $now < crlf > again
same again article 'with CRLF too'
is "$(asm-select | grep -c '^From ')" 1 'there is one post'
sed 's/^proponemos/PROPONEMOS/' mail > second
post second > article2
is "$(field Asm-Number article2)" 2 'another is number 2'
is "$(field Asm-Seq article2)" 2 'at sequence 2'
unlike "$(field Asm-Prev article2)" '^AAAA' 'chained to the first'
post mail > again
same again article 'the first again is still the first'

# ---- what is refused

refused()	# STATUS DESCRIPTION: standard input is refused, nothing is written, one line is said
{
	asm-post -N "${3:-$now}" > got 2> "$ERR"
	is $? "$1" "$2: $1"
	is "$(cat got)" '' "$2: nothing is written"
	one_line asm-post "$2: one line"
}
refused 77 'an unsealed mail' < mail
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < mail > sealed
sed 's/proponemos/oponemos/' sealed > in
refused 77 'an altered body' < in
sed 's/^Subject: /Subject: Re: /' sealed > in
refused 77 'an altered header' < in
sed 's/by=dkim/by=pgp/' sealed > in
refused 77 'an altered seal' < in
refused 77 'a stale seal' 2026-11-21T10:00:01Z < sealed
refused 77 'a seal of the future' 2026-11-21T08:00:00Z < sealed
{ head -1 sealed; cat sealed; } > in
refused 77 'two seals' < in
mkdir -m 700 elsewhere && asm-site init -q -S elsewhere $LIST
seal elsewhere sol.madrid sol@sol.example dkim $now < mail > in
refused 77 'a seal of another site' < in
seal "$ASM_SITE" refused 10 unsigned $now < mail > in
refused 77 'what asm-verify refused' < in
seal "$ASM_SITE" luna sol@sol.example dkim $now < mail > in
refused 77 'a contact of another assembly' < in
sed 's/^Hola/HOLA/' mail > fresh
seal "$ASM_SITE" sol.madrid nobody@sol.example dkim $now < fresh > in
refused 77 'somebody else' < in
grep -v '^Date:' mail > nodate
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < nodate > in
refused 65 'no Date' < in
{ cat mail; perl -e 'print "x" x 998, "\n"'; } > long
post long > got
is $? 0 'a line of 998 octets'
{ cat mail; perl -e 'print "x" x 999, "\n"'; } > long
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < long > in
refused 65 'a line of 999 octets' < in
{ cat mail; perl -e 'print "1234567890\n" x 80000'; } > large
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < large > in
refused 65 'more than 900 kB' < in
perl -e 'print "x\n" x 6_000_000' > in
refused 65 'more than a mail may have' < in
asm-post < /dev/null > got 2> "$ERR"
is "$?$(cat got "$ERR")" 0 'empty input: 0, and nothing is written'
exits 64 'operands' asm-post mail
exits 78 'no site' asm-post -S nosuch < mail

# ---- endorsed now

asm-directory suspend -N $now luna --why test > /dev/null
sed 's/sol@sol/mond@luna/; s/1234@secret/4321@secret/' mail > luna
seal "$ASM_SITE" luna mond@luna.example dkim $now < luna > in
refused 77 'a contact that was suspended after the seal' < in
asm-directory endorse -N $now luna --why test > /dev/null
post luna luna mond@luna.example > article4
is $? 0 'endorsed again it is posted'
is "$(field Asm-Number article4)" 4 'without a hole in the numbers'
like "$(field From article4)" '=\?utf-8\?' 'a name in encoded words'
asm-directory suspend -N $now luna --why test > /dev/null
post luna luna mond@luna.example > again
is $? 0 'what stands in the log'
same again article4 'is given again whoever is endorsed now'
asm-directory endorse -N $now luna --why test > /dev/null
seal "$ASM_SITE" luna mond@luna.example dkim 2028-01-01 < second > in
refused 77 'an endorsement that has ended' 2028-01-01 < in

# ---- threads, positions, corrections

reply()	# NAME: a mail of luna's on standard input; lines of the header first
{
	{
		printf 'From: mond@luna.example\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nSubject: %s\n' "$1"
		cat
	} > "$1.mail"
	post "$1.mail" luna mond@luna.example > "$1"
}
first=$(field Message-ID article)
reply r1 <<'END'
Message-ID: <r1@luna.example>
In-Reply-To: <1234@secret.host>
References: <nowhere@x.example> <1234@secret.host>

Position: agree 1
Language: en

Yes to all of it.
END
is "$(field In-Reply-To r1)" "$first" 'the sender'"'"'s id becomes ours'
is "$(field References r1)" "$first" 'one that nobody knows is dropped'
is "$(field Asm-Position r1)" "agree $first" 'a number becomes a Message-ID'
is "$(field Content-Language r1)" en 'a language that was said'
reply r2 <<END
Message-ID: <r2@luna.example>
In-Reply-To: $(field Message-ID r1)

Position: object
Position: agree 99

No.
END
is "$(field In-Reply-To r2)" "$(field Message-ID r1)" 'our own id stays'
is "$(field Asm-Position r2)" "object $(field Message-ID r1)" 'a position without a number is about what is answered; one of no post is none'
reply r3 <<'END'
Message-ID: <1234@secret.host>

Corrects: 1

I correct what is not mine.
END
is "$(field Asm-Corrects r3)" '' 'nobody corrects another assembly'
reply r4 <<'END'
In-Reply-To: <1234@secret.host>

Corrects: 4
Kind: update

Better so.
END
is "$(field Asm-Corrects r4)" "$(field Message-ID article4)" 'but its own'
is "$(field In-Reply-To r4)" "$(field Message-ID r3)" 'of two with one id the own is meant'
is "$(field Asm-Kind r4)" update 'a kind'
reply r5 <<'END'
X: y

Corrects: other.example/4

Elsewhere.
END
is "$(field Asm-Corrects r5)" '' 'and not another server'"'"'s'
reply r6 <<END
References: $(i=0; while [ $i -lt 100 ]; do printf ' <n%d@x.example>' $i; i=$((i + 1)); done)
 <r1@luna.example> <1234@secret.host> <r2@luna.example>

Long thread.
END
is "$(field References r6)" "$(field Message-ID r1) $(field Message-ID r3) $(field Message-ID r2)" 'the last references are looked up'
is "$(grep -A2 '^References:' r6 | grep -c '^ <')" 2 'each on its line'

# ---- our own pipes

cat > issue <<'END'
From: The list <assemblies@lists.example>
Date: Sat, 21 Nov 2026 00:00:00 +0000
Subject: Newsletter 14-21 November 2026
Asm-Type: issue
Asm-Edition: weekly
Asm-Window: 2026-11-14T00:00:00Z/2026-11-21T00:00:00Z
Content-Language: en
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

All that happened.
END
exits 0 'an issue' asm-post --own issue -N $now < issue
cp "$OUT" issue1
is "$(field Message-ID issue1)" '<digest.weekly.2026-11-14.en@lists.example>' 'has its fixed Message-ID'
is "$(field Asm-Proof issue1)" '' 'and no proof'
is "$(field Asm-Number issue1)" '' 'and no number'
exits 0 'again' asm-post --own issue -N $now < issue
same "$OUT" issue1 'is the same'
sed 's/All that/Something else/' issue > other
exits 0 'also if it would say something else' asm-post --own issue -N $now < other
same "$OUT" issue1 'it is the stored one'

sed 's/2026-11-14/2026-11-07/; s/2026-11-21/2026-11-14/' issue > other
own()	# STATUS FORM DESCRIPTION
{
	asm-post --own "$2" -N $now > got 2> "$ERR"
	is $? "$1" "$2: $3: $1"
	is "$(cat got)" '' "$2: $3: nothing is written"
	one_line asm-post "$2: $3: one line"
}
sed 's/^Asm-Type: issue/Asm-Type: post/' other > in
own 65 issue 'another type' < in
sed 's/^Asm-Type: issue/Asm-Assembly: sol.madrid/' other > in
own 65 issue 'in an assembly'"'"'s name' < in
sed 's/^Asm-Type: issue/Asm-Number: 7/' other > in
own 65 issue 'with a number' < in
sed 's/^Asm-Edition.*//' other > in
own 65 issue 'no edition' < in
sed '/^Asm-Edition/d' other > in
own 65 issue 'without edition' < in
sed 's/^Asm-Edition.*/Asm-Edition: a b/' other > in
own 65 issue 'an edition of two words' < in
sed 's/^Asm-Window.*/Asm-Window: now/' other > in
own 65 issue 'no window' < in
sed 's/^Content-Language.*/Content-Language: Klingon/' other > in
own 65 issue 'no language' < in
sed 's/^Asm-Type.*/Message-ID: <digest.weekly.2026-11-07.es@lists.example>/' other > in
own 65 issue 'another Message-ID' < in
sed '/^Date/d' other > in
own 65 issue 'no Date' < in
exits 64 'an unknown form' asm-post --own post < issue
exits 0 'nothing of nothing' asm-post --own issue < /dev/null

cat > translation <<END
From: "Asamblea Sol via The list" <assemblies@lists.example>
Date: Sat, 21 Nov 2026 10:00:00 +0000
Subject: A day of assemblies
Message-ID: <tr.2k7q.en.r1.1@lists.example>
In-Reply-To: <evil@x.example>
Asm-Translation-Of: $first; rev=1
Asm-Review: reviewed
Content-Language: en
Content-Translation-Type: human
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

We propose a common day.
END
exits 0 'a translation' asm-post --own translation -N $now < translation
cp "$OUT" tr1
is "$(field Message-ID tr1)" '<tr.2k7q.en.r1.1@lists.example>' 'keeps its Message-ID'
is "$(field In-Reply-To tr1)" "$first" 'answers the original'
is "$(field Newsgroups tr1)" asm.translate 'in its group'
is "$(field Asm-Translation-Of tr1)" "$first; rev=1" 'of revision 1'
sed 's/^Message-ID: .*/Message-ID: <x.1@lists.example>/' translation > in
own 65 translation 'another Message-ID' < in
sed 's/^Message-ID: .*/Message-ID: <tr.1@x.example>/' translation > in
own 65 translation 'of another domain' < in
sed '/^Message-ID/d' translation > in
own 65 translation 'no Message-ID' < in
sed 's/^Asm-Translation-Of: .*/Asm-Translation-Of: <nosuch@lists.example>; rev=1/; s/2k7q/2k7r/' translation > in
own 65 translation 'of nothing' < in
sed "s/^Asm-Translation-Of: .*/Asm-Translation-Of: <digest.weekly.2026-11-14.en@lists.example>; rev=1/; s/2k7q/2k7r/" translation > in
own 65 translation 'of what is no post' < in
sed 's/^Asm-Review: .*/Asm-Review: perfect/; s/2k7q/2k7r/' translation > in
own 65 translation 'an unknown review' < in
sed 's/^Asm-Review: .*/Asm-Kind: proposal/; s/2k7q/2k7r/' translation > in
own 65 translation 'with a kind' < in
sed 's/^Asm-Review: .*/no field/; s/2k7q/2k7r/' translation > in
own 65 translation 'a broken header' < in
reply r7 <<'END'
In-Reply-To: <tr.2k7q.en.r1.1@lists.example>

Position: agree

An answer to a translation.
END
is "$(field In-Reply-To r7)" "$first" 'an answer to a translation answers the original'
is "$(field Asm-Position r7)" "agree $first" 'and so does its position'

# ---- the whole

asm-select --type all > all
is "$(sed -n 's/^Asm-Number: //p' all | tr '\n' ' ')" '1 2 3 4 5 6 7 8 9 10 11 ' 'numbers have no holes'
exits 0 'all is well' asm-site check --inside
is "$(cat "$OUT")" '' 'really'

# Another implementation agrees about every signature.
if /usr/bin/python3 -c 'import dkim, nacl' 2> /dev/null; then
	cat > verify.py <<'END'
import base64, dkim, mailbox, sys
key = [l.split(': ')[1].strip() for l in open(sys.argv[1] + '/servers') if l.startswith('Key: ')][0]
txt = lambda name, timeout=5: ('v=DKIM1; k=ed25519; p=' + key).encode() if name == b'2026a._domainkey.lists.example.' else None
good = bad = 0
for m in open(sys.argv[2], 'rb').read().split(b'\n\nFrom assemblies@')[0:]:
    m = m[m.index(b'\n') + 1:]
    m = m.replace(b'\n>From ', b'\nFrom ').rstrip(b'\n') + b'\n'
    if dkim.verify(m.replace(b'\n', b'\r\n'), dnsfunc=txt):
        good += 1
    else:
        bad += 1
print(good, bad)
END
	is "$(/usr/bin/python3 verify.py "$ASM_SITE" all)" "$(grep -c '^From assemblies@' all) 0" 'dkimpy agrees about every signature'
else skip 'dkimpy agrees about every signature' 'no dkimpy with nacl'; fi

# ---- the same bytes

(
	umask 0
	cd / || exit
	TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8
	ASM_SITE=$SCRATCH/twin
	export TZ LC_ALL ASM_SITE
	make_site "$ASM_SITE"
	for m in mail second; do
		seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < "$SCRATCH/$m" | asm-post -N $now
	done > "$SCRATCH/twin.out"
)
cat article article2 > want
same twin.out want 'same input, site and time: same bytes, under any zone, locale, umask and directory'

if [ -w /dev/full ]; then
	post mail > /dev/full 2> "$ERR"
	is $? 74 'a full disk is 74'
	post mail > again
	same again article 'and the next time it is given'
else skip 'a full disk' 'no /dev/full'; fi
seal "$ASM_SITE" sol.madrid sol@sol.example dkim $now < mail > sealed
{ head -c 300 sealed; printf '\0\0'; tail -c +301 sealed; } > nul
survives 'NUL in the middle' asm-post -N $now < nul
printf 'x' > nul
survives 'one letter' asm-post -N $now < nul
survives 'one letter of our own' asm-post --own issue -N $now < nul

done_testing
