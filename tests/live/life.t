#!/bin/sh
# The life of a contact, end to end and by mail only, in Spanish: through a real Postfix and procmail, with a page on a real
# web server that asm-fetch reads under its test switch.  (tests/cli/asm-directory-life.t tries more of what can go wrong.)
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
command -v python3 > /dev/null || skip_all 'no python3'
need_postfix

LIVE_NOW=2026-12-01T10:00:00Z
ok 'a site' live_site
as_user sh -c "sed -e '/^#*Moderators:/d' -e 's/^#*Languages:.*/Languages: es en/' '$ASM_SITE/asm.conf' > '$LIVE/home/conf' &&
	cat '$LIVE/home/conf' > '$ASM_SITE/asm.conf' && echo 'Moderators: ana@mod.example' >> '$ASM_SITE/asm.conf'"
live_deliver "$LIVE_DELIVER"
ok 'a sink' start_sink
ok 'Postfix' start_postfix
cd "$LIVE/home" || exit 1

# ---- the assembly's web page ----

mkdir -m 755 "$LIVE/www"
WEB_PORT=$(live_port)
python3 -m http.server --bind 127.0.0.1 --directory "$LIVE/www" "$WEB_PORT" > "$LIVE/web.log" 2>&1 &
live_pids="$live_pids $!"
live_listens "$WEB_PORT"
PAGE=http://127.0.0.1:$WEB_PORT/contacto.html
page_shows()	# [ADDRESS]
{
	{
		echo '<!doctype html><html lang="es"><meta charset="utf-8"><title>Asamblea Centro</title><body><h1>Asamblea Centro</h1>'
		[ $# -eq 0 ] && echo '<h2>Contacto</h2><p>Pronto.</p>' || echo "<h2>Contacto</h2><p><a href='mailto:$1'>$1</a></p>"
	} > "$LIVE/www/contacto.html"
}

# ---- time, letters, and what came of them ----

now=$LIVE_NOW
at()	# TIME: from now on it is
{
	sed "s/-N [^ ]*/-N $1/" "$LIVE/procmailrc" > "$LIVE/procmailrc.new" && cat "$LIVE/procmailrc.new" > "$LIVE/procmailrc"
	now=$1
}
n=0
letter()	# FROM RECIPIENT TEXT DESCRIPTION
{
	n=$((n + 1))
	printf 'From: %s\nTo: %s\nSubject: hola\nDate: %s\nMessage-ID: <%s@x.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%b\n' \
	    "$1" "$2" "$(LC_ALL=C date -u -R -d "$now")" "$n" "$3" | smtp "$1" "$2" > said
	ok "$4" settle
}
# The newest letter to somebody: its text in one line, or where an answer to it goes.
last()	# ADDRESS text|reply
{
	python3 -c '
import email, email.policy, glob, os, sys
best = None
for f in glob.glob(sys.argv[1] + "/*"):
	m = email.message_from_binary_file(open(f, "rb"), policy=email.policy.default)
	if sys.argv[2] in str(m["X-Rcpt-Args"]) and (best is None or os.stat(f).st_mtime_ns > best[0]):
		best = (os.stat(f).st_mtime_ns, m)
if best and sys.argv[3] == "reply":
	print(str(best[1]["Reply-To"]).strip("<>"))
elif best:
	print(" ".join(best[1].get_body(("plain",)).get_content().split()))
' "$LIVE/sink" "$1" "$2"
}
recheck()	# what cron does, but for the switch
{
	as_user sh -c "asm-directory due -N $now | asm-fetch --loopback | asm-page | asm-directory seen -N $now
		asm-deliver -N $now < /dev/null" > "$OUT" 2> "$ERR"
	settle
}
status()
{
	as_user asm-directory show -N "$now" asamblea-centro.sevilla | sed -n 's/^Status: //p'
}
centro=centro@centro.example
nueva=nueva@centro.example

# ---- applied, seen, asked, endorsed ----

page_shows
letter marta@correo.example assembly@lists.example \
    "Hola, queremos participar.\n\nAsamblea: Asamblea Centro\nCiudad: Sevilla\nIdiomas: es\nPágina: $PAGE\nCorreo: $centro" 'somebody applies'
is "$(status)" applied 'it is an application'
like "$(last marta@correo.example text)" 'pide participar' 'and answered in Spanish'
recheck
like "$(last marta@correo.example text)" "no hemos encontrado allí $centro" 'the page does not show the address'
is "$(last $centro text)" '' 'which gets no letter yet'
page_shows $centro
at 2026-12-02T12:00:00Z
recheck
like "$(last $centro text)" 'hable en su nombre' 'the page shows it: the address is asked'
letter $centro "$(last $centro reply)" 'sí' 'it says yes'
like "$(last ana@mod.example text)" 'figurar en el directorio' 'the moderator is asked'
letter ana@mod.example "$(last ana@mod.example reply)" 'sí' 'she says yes'
is "$(status)" endorsed 'it is endorsed'
like "$(last $centro text)" 'habla ahora en nombre de Asamblea Centro' 'and told so'

# ---- a post ----

posts()
{
	as_user asm-select -N "$now" --type post | grep -c '^Asm-Name: Asamblea Centro'
}
letter $centro assemblies@lists.example 'Queridas asambleas, el lunes nos vemos en la plaza a las siete.' 'it writes to the list'
is "$(posts)" 0 'unproved: asked first'
letter $centro "$(last $centro reply)" 'sí' 'it says yes'
is "$(posts)" 1 'that is its post'

# ---- the page loses the address ----

page_shows
for day in 10 18 26; do
	at 2026-12-${day}T12:00:00Z
	recheck
done
like "$(last $centro text)" "ya no muestra $centro" 'the page does not show it any more: it is warned'
is "$(status)" endorsed 'and speaks still'
at 2027-01-18T12:00:00Z
recheck
is "$(status)" suspended 'weeks later it is suspended'
like "$(last $centro text)" 'nadie puede escribir' 'and told so'
letter $centro assemblies@lists.example 'Queridas asambleas, ¿hay alguien ahí?' 'it writes to the list'
is "$(posts)" 1 'and is no contact any more'

# ---- a new contact, recalled in the end ----

at 2027-01-19T11:00:00Z
page_shows $nueva
letter $nueva assembly@lists.example \
    "Id: asamblea-centro.sevilla\nAsamblea: Asamblea Centro\nCiudad: Sevilla\nIdiomas: es\nPágina: $PAGE\nCorreo: $nueva" 'another address'
recheck
letter $nueva "$(last $nueva reply)" 'Sí.' 'says yes'
letter ana@mod.example "$(last ana@mod.example reply)" 'sí' 'the moderator, too'
is "$(status) $(as_user asm-directory show -N "$now" asamblea-centro.sevilla | sed -n 's/^Address: //p')" "endorsed $nueva" \
    'the new contact speaks'
at 2027-02-01T10:00:00Z
letter $nueva assembly@lists.example "Revocar: $nueva" 'a recall'
is "$(status)" endorsed 'is asked back'
letter $nueva "$(last $nueva reply)" 'sí' 'and confirmed'
is "$(status)" suspended 'nobody speaks for it any longer'
like "$(last $nueva text)" 'ya no habla en nombre de' 'its contact is told'

is "$(as_user asm-directory show -N "$now" asamblea-centro.sevilla | sed -n 's/^Step: [^ ]* \([a-z]*\) .*/\1/p' | tr '\n' ' ')" \
    'applied absent official token confirmed endorsed absent warned suspended applied official token confirmed endorsed recalled ' \
    'show tells each step'
ok 'the log is whole' as_user asm-site check -N "$now"
is "$(queue)" 0 'nothing is left in the queue'
done_testing
