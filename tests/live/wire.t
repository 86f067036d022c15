#!/bin/sh
# asm-wire: feeds of a web server on loopback into the log, asked for again only when they changed.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

python=/usr/bin/python3
$python -c '' 2> "$ERR" || skip_all 'no python3'

mkdir web fake
cat > server.py <<'P'
import http.server, os, sys
class Feeds(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = 'web' + self.path
        if not os.path.isfile(path):
            self.send_error(404); return
        data = open(path, 'rb').read()
        tag = '"%d"' % (sum(data) + len(data))
        known = self.headers.get('If-None-Match') == tag
        print(self.path, 304 if known else 200, file=log, flush=True)
        self.send_response(304 if known else 200)
        self.send_header('ETag', tag)
        self.end_headers()
        if not known: self.wfile.write(data)
    def log_message(self, *args): pass
log = open('web.log', 'a')
server = http.server.HTTPServer(('127.0.0.1', 0), Feeds)
print(server.server_port, flush=True)
server.serve_forever()
P
$python server.py > port 2> server.err &
server=$!
trap 'kill $server 2> /dev/null; cd / && rm -rf "$SCRATCH"' EXIT
i=0
while [ ! -s port ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
[ -s port ] || skip_all 'the web server does not start'
WEB=http://127.0.0.1:$(cat port)

# The real asm-fetch, which on its own goes nowhere but to the public internet.
real=$(command -v asm-fetch)
printf '#!/bin/sh\nexec %s --loopback "$@"\n' "$real" > fake/asm-fetch
chmod +x fake/asm-fetch
PATH=$SCRATCH/fake:$PATH

feed()	# NUMBER ...: entries of those numbers
{
	printf '<rss version="2.0"><channel><title>Sol</title><link>%s/</link>' "$WEB"
	for n in "$@"; do
		printf '<item><title>Entry %d</title><guid isPermaLink="false">e%d</guid><link>/%d</link><pubDate>Fri, 20 Nov 2026 1%d:00:00 GMT</pubDate><description>text</description></item>' "$n" "$n" "$n" "$n"
	done
	printf '</channel></rss>\n'
}
wires() { asm-select --type wire | sed -n 's/^Subject: //p' | tr '\n' ' '; }

make_site "$SCRATCH/site"
printf 'Id: sol\nName: Asamblea Sol\nLanguages: es\nFeed: %s/sol.rss\nAddress: sol@sol.example\n' "$WEB" > sol
printf 'Id: norte\nName: Norte\nLanguages: es\nFeed: %s/norte.rss\nAddress: norte@norte.example\n' "$WEB" > norte
cat norte > both && echo >> both && cat sol >> both
asm-directory import -N 2026-11-03 < both > ids 2> "$ERR" || diag "$(cat "$ERR")"
xargs asm-directory endorse -N 2026-11-03 --why test < ids > "$OUT" 2>&1
asm-observers -N 2026-11-14 add each@x.example
asm-observers -N 2026-11-14 add wire@x.example
$python -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE observer SET kinds = \"wire\" WHERE address = \"wire@x.example\"")
db.commit()' "$ASM_SITE/private.db"

feed 1 2 > web/sol.rss
exits 75 'one feed is away' asm-wire -N $NOW
like "$(cat "$ERR")" '^asm-wire: norte: http://127.0.0.1:[0-9]*/norte.rss: status 404$' 'and named'
is "$(wires)" 'Entry 1 Entry 2 ' 'the other is read'
asm-select --type wire -n 1 > last
is "$(field Archived-At last)" "<$WEB/2>" 'an entry leads to its own page'
feed 9 > web/norte.rss
exits 0 'again' asm-wire -N $NOW
is "$(wires)" 'Entry 1 Entry 2 Entry 9 ' 'nothing twice'
is "$(grep -c '^/sol.rss 304' web.log)" 1 'what did not change is not sent again'
feed 5 4 3 2 1 > web/sol.rss
exits 0 'more than it may have today' asm-wire -N $NOW
is "$(cat "$OUT" "$ERR")" '' 'is no trouble'
is "$(wires | wc -w | tr -d ' ')" 8 'three in a day'
exits 0 'the next day' asm-wire -N 2026-11-22T10:00:00Z
is "$(wires | wc -w | tr -d ' ')" 12 'the others follow'
exits 0 'an hour later' asm-wire -N 2026-11-22T11:00:00Z
is "$(tail -1 web.log)" '/sol.rss 304' 'and the feed is known'
printf '<rss><channel><item><title>broken' > web/sol.rss
asm-wire -N 2026-11-22T12:00:00Z 2> "$ERR"
like "$(cat "$ERR")" '^asm-wire: sol: .*line' 'a broken feed is named'
is "$(asm-select | grep -c .)" 0 'no entry is a post'
asm-deliver -N 2026-11-22T12:00:00Z < /dev/null
is "$(delivered | cut -d ' ' -f 1 | sort | uniq -c | awk '{ print $2, $1 }')" 'wire@x.example 6' 'mailed to who asked for the newswire, and to nobody else'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing left in tmp/'
exits 0 'the site is well' asm-site -N 2026-11-22T12:00:00Z check
exits 64 'called wrongly' asm-wire x
ASM_SITE=$SCRATCH/nowhere exits 78 'no site' asm-wire
done_testing
