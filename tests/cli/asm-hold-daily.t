#!/bin/sh
# asm-hold daily: moderators are told what waits, once a day, and may decide by answering.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
sed 's/^Languages:.*/Languages: es/' "$ASM_SITE/asm.conf" > conf
cat conf > "$ASM_SITE/asm.conf"
keep()	# ASSEMBLY SUBJECT [TEXT]: a mail in its name that nothing proves
{
	{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; mail_of "$1" "$2" "${3-}"; } |
	    asm-intake -N "$NOW" "$LIST" 2> "$ERR"
}
letters()	# ADDRESS: how many letters to her there are that ask something
{
	asm-deliver -N "$NOW" < /dev/null
	grep -l "^Delivered-To: $1\$" "$DELIVERED"/new/* 2> /dev/null | xargs -r grep -l '^Reply-To: .*confirm' | wc -l | tr -d ' '
}
letter()	# ADDRESS: the text of the newest
{
	# shellcheck disable=SC2012,SC2046 # names that we made
	ls -t $(grep -l "^Delivered-To: $1\$" "$DELIVERED"/new/*) | head -1 | tee name | xargs cat | perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '
	    my ($h, $b) = split /\n\n/, $_, 2;
	    print $h =~ /^Content-Transfer-Encoding: base64/mi ? decode_base64($b) : $h =~ /quoted-printable/i ? decode_qp($b) : $b'
}

exits 0 'nobody moderates' asm-hold -N $NOW daily
is "$(cat "$OUT" "$ERR")" '' 'and nothing is said'
echo 'Moderators: ana@mod.example bo@mod.example' >> "$ASM_SITE/asm.conf"
exits 0 'nothing waits' asm-hold -N $NOW daily
is "$(letters ana@mod.example)" 0 'nobody is written to'
keep mallory 'Ganga'
exits 0 'a stranger' asm-hold -N $NOW daily
is "$(letters ana@mod.example)" 0 'is no reason to write'

keep sol 'Aplazada la <b>asamblea</b> https://evil.example/x' 'Pulsa https://evil.example/y <script>alert(1)</script>'
keep luna 'Otra'
export ASM_LOG=stderr
exits 0 'two mails wait' asm-hold -N $NOW daily
is "$(cat "$ERR")" 'asm-hold: letters=2' 'two letters'
unset ASM_LOG
is "$(letters ana@mod.example) $(letters bo@mod.example)" '1 1' 'one to each moderator'
letter ana@mod.example > text
unlike "$(sed '/^$/q' "$(cat name)")" 'html|evil|Ganga|Aplazada' 'plain text; the header is ours alone'
like "$(sed -n 's/^Subject: //p' "$(cat name)")" 'retenido' 'in the language of the site'
like "$(cat text)" 'Asamblea Sol' 'which assembly'
like "$(cat text)" 'Aplazada' 'what'
like "$(cat text)" 'Otra' 'and the other'
unlike "$(cat text)" 'https?://evil' 'nothing of it is a link'
like "$(cat text)" '^contacto: 1; mal formados o falsificados: 0' 'how many others'
is "$(grep -c 'confirm+.*@lists.example' text)" 2 'an address for each'
exits 0 'again' asm-hold -N "$(later 3600)" daily
is "$(letters ana@mod.example)" 1 'is too soon'

# She decides by answering.
to=$(sed -n '/Otra/,$p' text | grep -o 'confirm+[^ ]*@lists\.example' | head -1)
printf 'From: ana@mod.example\nSubject: Re: x\n\nSí, gracias.\n' > yes
printf 'From: bo@mod.example\nSubject: Re: x\n\nsí\n' > foreign
exits 0 'somebody else, to her address' asm-intake -N "$NOW" "$to" < foreign
is "$(asm-select --type post | grep -c '^Asm-Number')" 0 'decides nothing'
exits 0 'yes' asm-intake -N "$NOW" "$to" < yes
is "$(asm-select --type post | grep -E '^(Subject|Asm-By)' | sort | paste -sd , -)" 'Asm-By: moderator,Subject: Otra' 'releases that one, and says so'
to=$(grep -o 'confirm+[^ ]*@lists\.example' text | head -1)
printf 'From: ana@mod.example\nSubject: Re: x\n\nno\n' > no
exits 0 'no' asm-intake -N "$NOW" "$to" < no
exits 0 'cron' asm-pending -N "$NOW"
is "$(asm-hold list --tsv | sed 1d | cut -f 2 | paste -sd , -)" 11 'throws that one away'

# The next day: as many as a letter holds.
NOW=$(later 90000)
n=0
while [ $n -lt 33 ]; do
	n=$((n + 1))
	keep sol "Correo $n"
done
ASM_LOG=stderr exits 0 'a day later' asm-hold -N "$NOW" daily
is "$(cat "$ERR")" 'asm-hold: letters=2' 'they are written to again'
is "$(letters bo@mod.example)" 2 'once'
letter bo@mod.example > text
is "$(grep -c 'confirm+.*@lists.example' text)" 30 'of 33 mails 30'
like "$(cat text)" 'Sin mostrar aquí: 3\.' 'and how many more'

NOW=$(later 180000)
exits 0 'cron does it' asm-cron -N "$NOW" nightly
is "$(letters bo@mod.example)" 3 'every night'
like "$(asm-hold --help)" '^ *daily ' 'help names it'
done_testing
