#!/bin/sh
# shellcheck disable=SC2034,SC2045,SC2154
# An observer's life by mail alone, through a real Postfix: join, confirm, receive, change language, receive the translation, pause,
# bounce until probed and removed, join again, leave by the address and by the link in a copy.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
need_postfix
command -v sqlite3 > "$OUT" || skip_all 'no sqlite3 command'
lighttpd=$(live_find lighttpd)

NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
export NOW
LIVE_DELIVER="smtp 127.0.0.1:$SMTP_PORT"
ok 'a site' live_site
ok 'a sink' start_sink
: > "$LIVE/transport"
ok 'Postfix' start_postfix "transport_maps = texthash:$LIVE/transport"

# in_site COMMAND...: with the functions of tests/site.sh, as the user of the site.
in_site()
{
	as_user env HOME="$LIVE/home" SCRATCH="$LIVE/home" NOW="$(date -u +%Y-%m-%dT%H:%M:%SZ)" LIVE="$LIVE" sh -c \
	    'n=$NOW; cd "$LIVE/home" && . "$LIVE/site.sh" && NOW=$n && '"$1"
}
posts()	# SUBJECT: in English
{
	in_site "post luna $1 'Dear assemblies, we write to tell you what we did yesterday in the square.' | asm-deliver"
	settle
}
# A mail to observe@ (or elsewhere), and all that follows from it.
says()	# FROM SUBJECT TEXT [RECIPIENT]
{
	to=${4:-observe@lists.example}
	printf 'From: <%s>\nTo: <%s>\nDate: %s\nMessage-ID: <%s.%s@x>\nSubject: %s\n\n%s\n' "$1" "$to" "$(date -R)" "$$" "$tests" "$2" "$3" > says.eml
	smtp "$1" "$to" < says.eml > "$OUT"
	settle
}
# The newest mail in the sink to an address.
newest()
{
	for f in $(ls -t "$LIVE"/sink/*); do
		! grep -qi "^X-Rcpt-Args: <$1>" "$f" || { tr -d '\r' < "$f"; return; }
	done
}
answer_to()
{
	newest "$1" | sed -n 's/^Reply-To: //p'
}
observers()
{
	as_user asm-observers list --tsv | sed 1d | cut -f 2-4 | tr '\t\n' '  '
}

# ---- join, confirm, receive

says bea@reader.example 'join' 'language en'
is "$(observers)" '' 'nobody yet'
says bea@reader.example 'Re: question' 'yes' "$(answer_to bea@reader.example)"
is "$(observers)" 'bea@reader.example en each ' 'she has joined'
says ana@reader.example 'suscribir' ''
says ana@reader.example 'Re: pregunta' 'sí' "$(answer_to ana@reader.example)"
in_site 'post sol Uno | asm-deliver'
settle
is "$(sunk ' Uno$' | awk '{ print $2 }' | sort | tr '\n' ' ')" 'ana@reader.example ' 'a post in Spanish comes to who takes them as they are'
like "$(sunk ' Uno$')" 'bounce\+5\+ana=reader\.example@lists\.example' 'with a sender for her alone'

# ---- language, and the translation

in_site 'asm-select --type post | asm-translate-queue add -l en' > "$OUT"
printf '[[1]]\n\nOne\n\n[[2]]\n\nDear assemblies, we tell what we did yesterday.\n\n[[end]]\n' > "$LIVE/home/one.form"
tag=$(in_site 'asm-translate-queue list -l en --tsv' | sed -n '2s/	.*//p')
in_site "asm-translate-queue return $tag < one.form" > "$OUT"
in_site 'asm-translate-queue publish | asm-post --own translation | asm-deliver' > "$OUT" 2> "$ERR"
settle
is "$(sunk ' One$' | awk '{ print $2 }')" 'bea@reader.example' 'the translation comes to who waited for it'
says ana@reader.example 'idioma en, es' ''
like "$(observers)" 'ana@reader.example en es each' 'she changes her languages'
posts English
is "$(sunk ' English$' | wc -l | tr -d ' ')" 2 'both get what is written in English'

# ---- pause

says bea@reader.example 'pause until 2036-01-01' ''
posts Quiet
is "$(sunk ' Quiet$' | awk '{ print $2 }')" 'ana@reader.example' 'who pauses gets nothing'
says bea@reader.example 'resume' ''
posts Louder
is "$(sunk ' Louder$' | wc -l | tr -d ' ')" 2 'until she comes back'

# ---- bounces: her address is gone

# A server far away, where nobody of that name is.
cat > "$LIVE/far" <<'END'
use IO::Socket::INET;
my $listen = IO::Socket::INET->new(Listen => 10, LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], ReuseAddr => 1) or die;
$SIG{CHLD} = 'IGNORE';
while (my $s = $listen->accept) {
	next if fork;
	$s->autoflush(1);
	print $s "220 far.example\r\n";
	while (<$s>) {
		print $s /^RCPT/i ? "550 5.1.1 no such user\r\n" : /^DATA/i ? "503 no recipient\r\n" : "250 ok\r\n";
		last if /^QUIT/i;
	}
	exit;
}
END
far_port=$(live_port)
perl "$LIVE/far" "$far_port" > "$LIVE/log/far" 2>&1 &
live_pids="$live_pids $!"
live_listens "$far_port"
echo "ana@reader.example smtp:[127.0.0.1]:$far_port" > "$LIVE/transport"
"$POSTFIX" -c "$LIVE/etc" reload > "$OUT" 2>&1
for subject in Lost Missed Gone; do
	posts $subject
done
is "$(as_user asm-bounce list --tsv | cut -f 2,3 | tail -1 | tr '\t' ' ')" '3.00 3' 'Postfix reports each of three posts'
exits 0 'a warning' as_user asm-bounce -v pending
like "$(cat "$ERR")" '1 warned' 'is written'
as_user asm-deliver < /dev/null
settle
is "$(as_user asm-bounce list | sed -n 's/^Step: *//p')" failed 'and comes back'
like "$(observers)" 'ana@' 'she is not removed for that'
later=$(date -u -d '+25 hours' +%Y-%m-%dT%H:%M:%SZ)
as_user asm-bounce -N "$later" -v pending 2> "$ERR"
like "$(cat "$ERR")" '1 probed' 'a day later, a probe'
# What nobody can guess: a forged bounce does nothing.
printf 'From: MAILER-DAEMON@x.example\nSubject: Undelivered\n\n<bea@reader.example>: user unknown\n' > forged.eml
smtp '' bounce+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example < forged.eml > "$OUT"
settle
is "$(observers | tr ' ' '\n' | grep -c @)" 2 'a forged bounce removes nobody'
as_user asm-deliver -N "$later" < /dev/null
settle
is "$(observers)" 'bea@reader.example en each ' 'the probe came back: she is removed'
unlike "$(sunk | grep -i 'MAILER-DAEMON')" 'ana@' 'and nobody is told'

# ---- join again, and leave

: > "$LIVE/transport"
"$POSTFIX" -c "$LIVE/etc" reload > "$OUT" 2>&1
says ana@reader.example 'subscribe' ''
says ana@reader.example 'Re: question' 'yes' "$(answer_to ana@reader.example)"
like "$(observers)" 'ana@reader.example' 'she joins again'
posts Again
leave=$(newest ana@reader.example | sed -n 's/^List-Unsubscribe: <mailto:\([^?>]*\)?subject=leave>$/\1/p')
is "$leave" observe@lists.example 'List-Unsubscribe'
says ana@reader.example 'leave' '' "$leave"
unlike "$(observers)" 'ana@' 'leaves'
is "$(sunk 'You have left' | wc -l | tr -d ' ')" 1 'and says so'

if [ -z "$lighttpd" ]; then
	skip 'one click' 'lighttpd is not installed'
else
	web_port=$(live_port)
	printf 'One-Click: https://www.lists.example/list\n' >> "$ASM_SITE/asm.conf"
	# A program of sendmail's manners that hands to the test's own Postfix.
	cat > "$LIVE/bin/smtp-sendmail" <<END
#!/bin/sh
from=
while [ \$# -gt 0 ]; do
	case \$1 in
	-f) from=\$2; shift 2 ;;
	-f*) from=\${1#-f}; shift ;;
	--) shift; break ;;
	-*) shift ;;
	*) break ;;
	esac
done
$LIVE/bin/smtp-send $SMTP_PORT "\$from" "\$@" > /dev/null || exit 75
END
	chmod 755 "$LIVE/bin/smtp-sendmail"
	printf 'List: assemblies@lists.example\nSendmail: %s\n' "$LIVE/bin/smtp-sendmail" > "$LIVE/cgi.conf"
	mkdir -m 755 "$LIVE/www"
	cat > "$LIVE/lighttpd.conf" <<END
server.port = $web_port
server.bind = "127.0.0.1"
server.document-root = "$LIVE/www"
server.errorlog = "$LIVE/home/web.log"
server.username = "$LIVE_USER"
server.modules = ("mod_setenv", "mod_alias", "mod_cgi")
setenv.set-environment = ("ASM_CGI" => "$LIVE/cgi.conf", "PATH" => "$PATH")
alias.url = ("/list" => "$LIVE/bin/asm-cgi")
\$HTTP["url"] =~ "^/list(/|\$)" { cgi.assign = ("" => "") }
END
	"$lighttpd" -D -f "$LIVE/lighttpd.conf" > "$LIVE/log/web.out" 2>&1 &
	live_pids="$live_pids $!"
	live_listens "$web_port"
	posts Click
	newest bea@reader.example > copy
	like "$(cat copy)" '^List-Unsubscribe-Post: List-Unsubscribe=One-Click$' 'a copy promises one click'
	path=$(sed -n 's|^List-Unsubscribe: <https://www.lists.example\(/list/leave/[^>]*\)>.*|\1|p' copy)
	is "$(curl -s -o "$OUT" -w '%{http_code}' "http://127.0.0.1:$web_port$path")" 200 'a robot follows the link'
	settle
	like "$(observers)" 'bea@' 'and nothing happens'
	is "$(curl -s -o "$OUT" -w '%{http_code}' -d List-Unsubscribe=One-Click "http://127.0.0.1:$web_port$path")" 200 'the mail program posts to it'
	settle
	is "$(observers)" '' 'and she has left'
fi

# ---- who they were stays here

unlike "$(as_user strings -a "$ASM_SITE/public.db"; as_user asm-select --type all)" '(ana|bea)@reader|(ana|bea)=reader' 'no address in public.db'
unlike "$(cat "$LIVE/home/web.log" "$LIVE/log/web.out" 2> /dev/null)" '(ana|bea)' 'nor in the log of the web server'
exits 0 'asm-site check' as_user asm-site check
done_testing
