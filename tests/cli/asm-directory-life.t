#!/bin/sh
# The life of a contact, by mail only and in Spanish: apply, page, token, yes, post, warned, suspended, new contact, recalled.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site" > /dev/null
sed -i -e 's/^#*Moderators:.*//' -e 's/^#*Languages:.*/Languages: es en/' "$ASM_SITE/asm.conf"
echo 'Moderators: ana@mod.example eva@mod.example' >> "$ASM_SITE/asm.conf"
PAGE='<html><body><h2>Contacto</h2><a href="mailto:%s">%s</a></body></html>'

# letter FROM TEXT > mail; send FROM RECIPIENT TEXT TIME: through the door.
letter()
{
	printf 'From: %s\nTo: %s\nSubject: hola\nDate: Sat, 21 Nov 2026 09:00:00 +0000\nMessage-ID: <%s@x.example>\n\n%b\n' \
	    "$1" "$2" "$(printf %s "$1$3" | cksum | tr -cd 0-9)" "$3"
}
send()
{
	letter "$1" "$2" "$3" | asm-intake -N "$4" "$2" 2> "$ERR"
	is $? 0 "${5:-a letter of $1}" || diag "$(cat "$ERR")"
}
# The last letter to an address: its text in one line, or the address that its token gave.
text_to()	# ADDRESS text|reply
{
	perl -MMIME::QuotedPrint -MMIME::Base64 -e '
		my ($to, $what, @files) = @ARGV;
		for (sort { $b->[0] <=> $a->[0] } map { [m{/letter\.(\d+)[^/]*$}, $_] } @files) {
			open my $f, "<", $_->[1] or die; my ($h, $text) = split /\n\n/, do { local $/; <$f> }, 2;
			$h =~ s/\n[ \t]+/ /g;
			next unless $h =~ /^To: .*\Q$to\E/m;
			if ($what eq "reply") { print $h =~ /^Reply-To: <?([^>\n]*)/m; last }
			$text = $h =~ /^Content-Transfer-Encoding: base64/mi ? decode_base64($text) :
			    $h =~ /^Content-Transfer-Encoding: quoted/mi ? decode_qp($text) : $text;
			print join " ", split " ", $text; last
		}' "$1" "$2" "$DELIVERED"/*/letter.* 2> /dev/null
}
look()	# PAGE TIME: what cron does, the page given
{
	asm-directory due -N "$2" > due
	perl -00 -e 'my $page = shift; open my $f, "<", $page or die; my $body = do { local $/; <$f> };
		while (<>) { next unless /^Id: asamblea-centro\.sevilla$/m; s/\n+\z//;
			printf "%s\nUrl: https://centro.example/contacto\nStatus: 200\nLength: %d\n\n%s\n\n", $_, length $body, $body }' "$1" due |
	    asm-page | asm-directory seen -N "$2"
	asm-deliver -N "$2" < /dev/null > /dev/null 2>&1
}
shown()	# ADDRESS > page
{
	# shellcheck disable=SC2059
	printf "$PAGE" "$1" "$1"
}
status() { asm-directory show "$@" asamblea-centro.sevilla | sed -n 's/^Status: //p'; }

# ---- applied
send marta@correo.example assembly@lists.example 'Hola, queremos participar.\n\nAsamblea: Asamblea Centro\nCiudad: Sevilla\nIdiomas: es\nPágina: https://centro.example/contacto\nCorreo: centro@centro.example' 2026-12-01T10:00:00Z
is "$(status)" applied 'it is an application'
like "$(text_to marta@correo.example text)" 'pide participar en The list' 'its writer is answered in Spanish'
send marta@correo.example assembly@lists.example 'Hola' 2026-12-01T10:05:00Z 'a letter that says nothing'
like "$(text_to marta@correo.example text)" ' nombre: Asamblea Sol lugar: ' 'its writer is told what to write'
send gabi@courriel.example assembly@lists.example "Bonjour, nous sommes une assemblée de quartier et nous voudrions participer à votre réseau. Que devons-nous faire pour cela ?" 2026-12-01T10:06:00Z
like "$(text_to gabi@courriel.example text)" ' nom: ' 'in her own language, though she named none'
send rut@correo.example assembly@lists.example 'Asamblea: Rut\nIdiomas: castellano' 2026-12-01T10:07:00Z
like "$(text_to rut@correo.example text)" ' nombre: ' 'or the one of her form'

# ---- the page
shown otra@centro.example > other
look other 2026-12-01T11:00:00Z
like "$(text_to marta@correo.example text)" 'no hemos encontrado allí centro@centro.example' 'the page does not show it'
is "$(text_to centro@centro.example text)" '' 'nobody writes to an address that no page shows'
shown centro@centro.example > page
look page 2026-12-01T12:00:00Z
is "$(text_to centro@centro.example text)" '' 'the same day nobody looks again'
look page 2026-12-02T12:00:00Z
like "$(text_to centro@centro.example text)" 'hable en su nombre' 'the address is asked'
token=$(text_to centro@centro.example reply)
like "$token" '^assembly\+[a-z2-7]{32}@lists.example$' 'with a token'

# ---- the mailbox, and an admin
send evil@evil.example "$token" 'sí' 2026-12-02T13:00:00Z 'the token from another address'
is "$(text_to evil@evil.example text)" '' 'is not answered'
is "$(text_to ana@mod.example text | grep -c figurar)" 0 'does nothing'
send centro@centro.example "$token" 'quizás' 2026-12-02T13:00:00Z 'another word'
is "$(text_to ana@mod.example text | grep -c figurar)" 0 'does nothing'
like "$(text_to centro@centro.example text)" 'ni «sí» ni «no»' 'but she is told which words there are'
send centro@centro.example "$token" 'sí\n> lo de antes' 2026-12-02T13:10:00Z 'yes'
like "$(text_to ana@mod.example text)" 'figurar en el directorio' 'a moderator is asked'
yes=$(text_to ana@mod.example reply)
is "$(status)" applied 'until then it waits'
send ana@mod.example "$yes" 'sí' 2026-12-02T14:00:00Z "the moderator's yes"
is "$(status -N 2026-12-02T14:00:00Z)" endorsed 'it is endorsed'
like "$(text_to centro@centro.example text)" 'habla ahora en nombre de Asamblea Centro' 'and told so'
send ana@mod.example "$yes" 'sí' 2026-12-02T14:00:00Z 'the same yes again'
is "$(asm-select -N 2026-12-02T14:00:00Z --type record | grep -c '^Asm-By: admin')" 6 'changes nothing'

# ---- losing the page
echo '<h2>Contacto</h2><p>Pronto.</p>' > none
for day in 10 18; do look none 2026-12-${day}T12:00:00Z; done
unlike "$(text_to centro@centro.example text)" 'ya no muestra' 'a page that was changed twice is no reason yet'
look none 2026-12-26T12:00:00Z
like "$(text_to centro@centro.example text)" 'ya no muestra centro@centro.example' 'it is warned'
is "$(status -N 2026-12-31T12:00:00Z)" endorsed 'and speaks still'
look none 2027-01-03T12:00:00Z
is "$(status -N 2027-01-03T12:00:00Z)" endorsed 'for two more weeks'
look none 2027-01-18T12:00:00Z
is "$(status -N 2027-01-18T12:00:00Z)" suspended 'it is suspended'
like "$(text_to centro@centro.example text)" 'nadie puede escribir' 'and told so'

# ---- a new contact
send nueva@centro.example assembly@lists.example 'Id: asamblea-centro.sevilla\nAsamblea: Asamblea Centro\nCiudad: Sevilla\nIdiomas: es\nPágina: https://centro.example/contacto\nCorreo: nueva@centro.example' 2027-01-19T10:00:00Z
shown nueva@centro.example > page
look page 2027-01-19T11:00:00Z
send nueva@centro.example "$(text_to nueva@centro.example reply)" 'Sí.' 2027-01-19T12:00:00Z 'its yes'
send eva@mod.example "$(text_to eva@mod.example reply)" 'sí' 2027-01-19T13:00:00Z 'the other moderator'
is "$(asm-directory show -N 2027-01-19T13:00:00Z asamblea-centro.sevilla | sed -n 's/^Address: //p')" nueva@centro.example 'the new contact speaks'
is "$(status -N 2027-01-19T13:00:00Z)" endorsed 'for an assembly that is endorsed again'

# ---- recalled
send evil@evil.example assembly@lists.example 'Revocar: nueva@centro.example' 2027-02-01T10:00:00Z 'a recall by a stranger'
is "$(status -N 2027-02-01T10:00:00Z)" endorsed 'does nothing'
send nueva@centro.example assembly@lists.example 'Revocar: nueva@centro.example' 2027-02-01T10:00:00Z 'a recall without a proof'
is "$(status -N 2027-02-01T10:00:00Z)" endorsed 'is asked back'
send nueva@centro.example "$(text_to nueva@centro.example reply)" 'sí' 2027-02-01T10:10:00Z 'and confirmed'
is "$(status -N 2027-02-01T10:10:00Z)" suspended 'nobody speaks for it any longer'
like "$(text_to nueva@centro.example text)" 'ya no habla en nombre de' 'and its contact is told'

steps=$(asm-directory show -N 2027-02-02 asamblea-centro.sevilla | sed -n 's/^Step: [^ ]* \([a-z]*\) .*/\1/p' | tr '\n' ' ')
is "$steps" 'applied absent official token confirmed endorsed absent warned suspended applied official token confirmed endorsed recalled ' 'show tells each step'
ok 'the log is whole' asm-site check -N 2027-02-02
ok 'and can be made again' asm-site rebuild -N 2027-02-02 -q

# ---- other entries
send lucia@radio.example entry@lists.example 'Tipo: plataforma\nNombre: Radio Plaza\nLugar: Madrid\nIdiomas: es, en\nPágina: https://radio.example/\nCómo participar: venid los martes' 2027-02-02T10:00:00Z
send ana@mod.example "$(text_to ana@mod.example reply)" 'sí' 2027-02-02T11:00:00Z 'a yes to an entry'
is "$(asm-directory show radio-plaza.madrid | grep -E '^(Kind|Join|Status|Languages)')" 'Kind: platform
Languages: es en
Join: venid los martes
Status: listed' 'a platform in the directory'
ok 'rebuilt' asm-site rebuild -N 2027-02-02 -q
like "$(asm-directory show radio-plaza.madrid --vcard)" '^URL:https' 'as a vCard'
exits 0 'it is withdrawn' asm-directory suspend --why closed radio-plaza.madrid
is "$(asm-directory show radio-plaza.madrid | sed -n 's/^Status: //p')" withdrawn 'and says so'
ok 'the log is whole' asm-site check -N 2027-02-03
done_testing
