#!/bin/sh
# shellcheck disable=SC2012,SC2034
# asm-cgi behind real web servers, and a browser: joining by the form in Arabic, leaving by the link of a copy.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

command -v curl > "$OUT" || skip_all 'curl is not installed'
lighttpd=$(PATH=$PATH:/usr/sbin command -v lighttpd)
nginx=$(PATH=$PATH:/usr/sbin command -v nginx)
fcgiwrap=$(PATH=$PATH:/usr/sbin command -v fcgiwrap)
[ -n "$lighttpd$nginx" ] || skip_all 'neither lighttpd nor nginx is installed'
pids=
stop()
{
	# shellcheck disable=SC2086 # process numbers
	[ -z "$pids" ] || kill $pids 2> /dev/null
	pids=
}
trap 'stop; cd / && rm -rf "$SCRATCH"' EXIT

NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
make_site "$SCRATCH/site"
# What stands for sendmail: the same intake as behind an MTA.
cat > sendmail <<END
#!/bin/sh
PATH=$PATH ASM_SITE=$ASM_SITE exec $ROOT/scripts/asm-intake observe@lists.example
END
chmod +x sendmail
printf 'List: assemblies@lists.example\nTitle: The list\nSendmail: %s/sendmail\n' "$SCRATCH" > cgi.conf

port()
{
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 0)->sockport'
}
wait_for()	# URL
{
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		curl -s -o /dev/null "$1" && return 0
		sleep 0.2
	done
	return 1
}
# The newest letter or copy to an address, decoded.
mail_to()
{
	ls -t "$DELIVERED"/new/* | while read -r f; do ! grep -q "^Delivered-To: $1" "$f" || { cat "$f"; break; }; done
}
reply_yes()	# ADDRESS WORD
{
	printf 'From: %s\nSubject: Re\n\n%s\n' "$1" "$2" |
	    asm-intake "$(mail_to "$1" | sed -n 's/^Reply-To: //p')"
}
observers()
{
	asm-observers list --tsv | sed 1d | cut -f 2,3 | tr '\t' ' '
}

# by_post URL: joining and leaving without a browser.
by_post()
{
	who=$2@x.example
	is "$(curl -s -o "$OUT" -w '%{http_code}' -d "address=$who&language=es&rhythm=each" "$1/join?l=es")" 200 "$2: the form is taken"
	like "$(cat "$OUT")" 'Mira tu' 'in its language'
	exits 0 'the letter is answered' reply_yes "$who" 'sí'
	like "$(observers)" "$who es" 'she observes'
	id=$(asm-observers list --tsv | sed -n "s/	$who.*//p")
	link=$(personal "$ASM_SITE" "$id")
	is "$(curl -s -o "$OUT" -w '%{http_code}' "$1/leave/$link")" 200 'GET of her link'
	like "$(observers)" "$who es" 'changes nothing'
	curl -s -D head -o "$OUT" -d 'List-Unsubscribe=One-Click' "$1/leave/$link"
	like "$(cat head)" '^HTTP/1.1 200' 'one POST'
	unlike "$(cat head)" '^[Ss]et-[Cc]ookie' 'no cookie'
	unlike "$(observers)" "$who" 'and she has left'
	is "$(curl -s -o "$OUT" -w '%{http_code}' -F 'List-Unsubscribe=One-Click' "$1/leave/$link")" 200 'once more, as multipart: no error'
}

if [ -n "$lighttpd" ]; then
	p=$(port)
	mkdir -p www
	cat > lighttpd.conf <<END
server.port = $p
server.bind = "127.0.0.1"
server.document-root = "$SCRATCH/www"
server.errorlog = "$SCRATCH/lighttpd.log"
server.modules = ("mod_setenv", "mod_alias", "mod_cgi")
setenv.set-environment = ("ASM_CGI" => "$SCRATCH/cgi.conf", "PATH" => "$PATH")
alias.url = ("/list" => "$BUILD/bin/asm-cgi")
\$HTTP["url"] =~ "^/list(/|\$)" { cgi.assign = ("" => "") }
END
	"$lighttpd" -D -f lighttpd.conf > lighttpd.out 2>&1 &
	pids="$pids $!"
	wait_for "http://127.0.0.1:$p/list" || diag "$(cat lighttpd.log lighttpd.out)"
	by_post "http://127.0.0.1:$p/list" lena
	URL=http://127.0.0.1:$p/list
else skip 'lighttpd' 'it is not installed'; fi

if [ -n "$nginx" ] && [ -n "$fcgiwrap" ]; then
	p=$(port)
	mkdir -p nginx
	cat > nginx.conf <<END
daemon off;
pid $SCRATCH/nginx.pid;
error_log $SCRATCH/nginx.log;
worker_processes 1;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
events { }
http {
	access_log off;
	client_body_temp_path $SCRATCH/nginx; proxy_temp_path $SCRATCH/nginx; fastcgi_temp_path $SCRATCH/nginx;
	uwsgi_temp_path $SCRATCH/nginx; scgi_temp_path $SCRATCH/nginx;
	limit_req_zone \$binary_remote_addr zone=list:1m rate=60r/s;
	server {
		listen 127.0.0.1:$p;
		location /list {
			limit_req zone=list burst=60;
			fastcgi_split_path_info ^(/list)(.*)\$;
			fastcgi_param SCRIPT_FILENAME $BUILD/bin/asm-cgi;
			fastcgi_param SCRIPT_NAME \$fastcgi_script_name;
			fastcgi_param PATH_INFO \$fastcgi_path_info;
			fastcgi_param QUERY_STRING \$query_string;
			fastcgi_param REQUEST_METHOD \$request_method;
			fastcgi_param CONTENT_LENGTH \$content_length;
			fastcgi_param CONTENT_TYPE \$content_type;
			fastcgi_param ASM_CGI $SCRATCH/cgi.conf;
			fastcgi_pass unix:$SCRATCH/fcgi.sock;
		}
	}
}
END
	"$fcgiwrap" -s "unix:$SCRATCH/fcgi.sock" > fcgiwrap.out 2>&1 &
	pids="$pids $!"
	"$nginx" -c "$SCRATCH/nginx.conf" -e "$SCRATCH/nginx.log" > nginx.out 2>&1 &
	pids="$pids $!"
	wait_for "http://127.0.0.1:$p/list" || diag "$(cat nginx.log nginx.out fcgiwrap.out)"
	by_post "http://127.0.0.1:$p/list" nina
	URL=http://127.0.0.1:$p/list
else skip 'nginx with fcgiwrap' 'not both are installed'; fi

# ---- a browser, driven over its own protocol

browser=$(command -v chromium || command -v chromium-browser)
if [ -z "$browser" ]; then
	skip 'a browser joins in Arabic' 'chromium is not installed'
elif ! python3 -c 1 2> /dev/null; then
	skip 'a browser joins in Arabic' 'python3 is not installed'
else
	run timeout 100 python3 "$ROOT/tests/live/browser.py" "$browser" "$SCRATCH/profile" join "$URL" nour@x.example ar
	is "$STATUS" 0 'the browser fills in the form in Arabic' || diag "$(tail -5 "$ERR")"
	like "$(cat "$OUT")" 'rtl' 'which reads from right to left'
	like "$(cat "$OUT")" 'انظر في بريدك' 'and is told to look into the mailbox'
	exits 0 'the letter is answered' reply_yes nour@x.example 'نعم'
	like "$(observers)" 'nour@x.example ar' 'she observes'
	id=$(asm-observers list --tsv | sed -n 's/	nour@x.example.*//p')
	run timeout 100 python3 "$ROOT/tests/live/browser.py" "$browser" "$SCRATCH/profile" leave "$URL/leave/$(personal "$ASM_SITE" "$id")" '' ar
	is "$STATUS" 0 'the browser follows her link and presses the button' || diag "$(tail -5 "$ERR")"
	like "$(cat "$OUT")" 'لقد غادرت' 'and is told so'
	unlike "$(observers)" 'nour@x.example' 'she has left'
fi
unlike "$(cat ./*.log ./*.out 2> /dev/null)" 'x\.example' 'no address in a log of the servers'
done_testing
