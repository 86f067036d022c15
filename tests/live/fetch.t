#!/bin/sh
# asm-fetch against a hostile web server and a resolver that changes its mind, in namespaces of their own; where these
# cannot be made, on loopback under the test switch.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v python3 > /dev/null || skip_all 'no python3'
PATH=$PATH:/usr/sbin:/sbin
if [ "${1:-}" != inside ]; then
	if command -v ip > /dev/null && unshare -n -m true 2> /dev/null; then
		unshare -n -m --propagation private "$ROOT/tests/live/fetch.t" inside
		exit
	fi
fi

cat > server.py <<'END'
import gzip, os, socket, struct, sys, threading, time, zlib

PAGE = b'<footer>contacto@asamblea.example</footer>'

def answer(path, send):
	ok = b'HTTP/1.1 200 OK\r\nConnection: close\r\n'
	if path == '/page':
		send(ok + b'Content-Type: text/html; charset="iso-8859-1"\r\n\r\n' + PAGE)
	elif path == '/gzip':
		send(ok + b'Content-Encoding: gzip\r\n\r\n' + gzip.compress(PAGE))
	elif path == '/bomb':
		send(ok + b'Content-Encoding: gzip\r\n\r\n' + gzip.compress(b'\0' * 50000000))
	elif path == '/exact':
		send(ok + b'\r\n' + b'x' * 2097152)
	elif path == '/large':
		send(ok + b'\r\n' + b'x' * 2097153)
	elif path == '/endless':
		send(ok + b'\r\n')
		while True:
			send(b'x' * 65536)
	elif path == '/loop':
		send(b'HTTP/1.1 302 x\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
	elif path.startswith('/hop'):
		n = int(path[4:])
		to = '/page' if n == 1 else '/hop%d' % (n - 1)
		send(b'HTTP/1.1 302 x\r\nLocation: %s\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmove' % to.encode())
	elif path.startswith('/to/'):
		send(b'HTTP/1.1 302 x\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' % path[4:].encode())
	elif path == '/slow':
		send(ok + b'\r\n')
		for i in range(100):
			send(b'x')
			time.sleep(0.3)
	elif path == '/headers':
		send(ok + b''.join(b'X-%d: y\r\n' % i for i in range(10000)) + b'\r\n' + PAGE)
	elif path == '/header':
		send(ok + b'X: ' + b'y' * 200000 + b'\r\n\r\n' + PAGE)
	elif path == '/cut':
		send(ok + b'Content-Length: 1000\r\n\r\nx')
	elif path == '/broken':
		send(ok + b'Content-Encoding: gzip\r\n\r\nno gzip at all')
	elif path == '/garbage':
		send(b'\0\1\2\3' * 100)
	elif path == '/gone':
		send(b'HTTP/1.1 404 no\r\nConnection: close\r\n\r\nnothing')
	else:
		send(ok + b'\r\n')

def serve(c):
	try:
		text = b''
		while b'\r\n\r\n' not in text:
			part = c.recv(4096)
			if not part:
				return
			text += part
		answer(text.split(b' ')[1].decode(), c.sendall)
	except OSError:
		pass
	finally:
		c.close()

def web(host, port):
	s = socket.socket()
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	s.bind((host, port))
	s.listen(50)
	print(s.getsockname()[1], flush=True)
	while True:
		c, _ = s.accept()
		threading.Thread(target=serve, args=(c,), daemon=True).start()

NAMES = {'good.example': ['8.8.8.8'], 'private.example': ['10.0.0.1'], 'loop.example': ['127.0.0.1'], 'both.example': ['127.0.0.1', '10.0.0.1']}
turn = 0
def names():
	global turn
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	s.bind(('127.0.0.1', 53))
	while True:
		q, who = s.recvfrom(512)
		labels, at = [], 12
		while q[at]:
			labels.append(q[at + 1:at + 1 + q[at]].decode().lower())
			at += q[at] + 1
		kind = struct.unpack('>H', q[at + 1:at + 3])[0]
		name = '.'.join(labels)
		found = NAMES.get(name, [])
		if name == 'rebind.example':
			turn += kind == 1
			found = ['8.8.8.8'] if turn % 2 == 1 else ['127.0.0.1']
		rr = b''
		if kind == 1:
			rr = b''.join(b'\xc0\x0c' + struct.pack('>HHIH', 1, 1, 0, 4) + socket.inet_aton(a) for a in found)
		elif kind == 16 and name == '_asm-contact.good.example':
			t = b'v=asm1; mail=contacto@asamblea.example'
			rr = b'\xc0\x0c' + struct.pack('>HHIH', 16, 1, 0, len(t) + 1) + bytes([len(t)]) + t
		n = len(found) if kind == 1 else (1 if rr else 0)
		s.sendto(q[:2] + b'\x81\x80' + struct.pack('>HHHH', 1, n, 0, 0) + q[12:at + 5] + rr, who)

if sys.argv[1] == 'inside':
	threading.Thread(target=names, daemon=True).start()
	web('0.0.0.0', 80)
else:
	web('127.0.0.1', 0)
END

start()	# inside|loopback
{
	python3 server.py "$1" > port 2> server.log &
	server=$!
	trap 'kill $server 2> /dev/null; cd / && rm -rf "$SCRATCH"' EXIT
	i=0
	while [ ! -s port ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
	[ -s port ] || skip_all 'the server does not start'
	PORT=$(cat port)
}

if [ "${1:-}" = inside ]; then
	ip link set lo up && ip addr add 8.8.8.8/32 dev lo 2> /dev/null || skip_all 'no address in the namespace'
	echo 'nameserver 127.0.0.1' > resolv.conf
	mount --bind resolv.conf /etc/resolv.conf 2> /dev/null || skip_all 'resolv.conf cannot be replaced here'
	start inside
	WEB=http://good.example
	fetch() { run asm-fetch --seconds 3 "$@"; }
else
	start loopback
	WEB=http://127.0.0.1:$PORT
	fetch() { run asm-fetch --loopback --seconds 3 "$@"; }
fi

# refused STATUS WORDS NAME URL: in time, in one line.
refused()
{
	wanted=$1
	words=$2
	name=$3
	shift 3
	begun=$(date +%s)
	fetch "$@"
	is "$STATUS" "$wanted" "$name" || diag "$(cat "$ERR")"
	like "$(cat "$ERR")" "^asm-fetch: .*: .*$words" "$name: and why"
	one_line asm-fetch "$name: in one line"
	[ $(($(date +%s) - begun)) -le 5 ] || fail "$name: in time"
	unlike "$(sed '/^$/q' "$OUT")" '^Length' "$name: nothing comes out"
}

fetch "$WEB/page" contacto@asamblea.example
is "$STATUS" 0 'a page'
is "$(sed '/^$/q' "$OUT")" "Page: $WEB/page
Address: contacto@asamblea.example
Url: $WEB/page
Status: 200
Type: text/html
Charset: iso-8859-1
Length: 42" 'its record'
ok 'asm-page reads it' sh -c 'asm-page < "$1" | grep -qx "Verdict: official"' sh "$OUT"
fetch --body "$WEB/gzip"
is "$(cat "$OUT")" '<footer>contacto@asamblea.example</footer>' 'a compressed one, unpacked'
fetch --body "$WEB/exact"
is "$STATUS $(wc -c < "$OUT")" '0 2097152' 'as much as may be'
fetch --body "$WEB/hop5"
is "$STATUS $(cat "$OUT")" '0 <footer>contacto@asamblea.example</footer>' 'five redirects'
fetch "$WEB/gone"
is "$STATUS $(sed -n 's/^Status: //p' "$OUT")" '0 404' 'a page that is gone'
refused 69 'status 404' 'only the body of a page that is gone' --body "$WEB/gone"

refused 65 'redirects' 'six redirects' "$WEB/hop6"
refused 65 'redirects' 'redirects in a circle' "$WEB/loop"
refused 65 'too large' 'a byte more' "$WEB/large"
refused 65 'too large' 'a page without end' "$WEB/endless"
refused 65 'too large' 'a gzip bomb' "$WEB/bomb"
refused 75 'after 3 seconds' 'slow bytes' "$WEB/slow"
refused 65 'headers' '10,000 headers' "$WEB/headers"
refused 75 '' 'a header of 200 kB' "$WEB/header"
refused 75 '' 'a page that is cut' "$WEB/cut"
refused 65 '' 'no gzip' "$WEB/broken"
fetch "$WEB/garbage"
unlike "$STATUS" '^(0|70|1[0-9][0-9])$' 'no HTTP at all'
refused 77 'http or https' 'a file' file:///etc/passwd
refused 77 'http or https' 'gopher' gopher://good.example/
refused 77 'http or https' 'ftp' ftp://good.example/
refused 77 'http or https' 'no URL' good.example
refused 77 'credentials' 'credentials' http://user:secret@good.example/
refused 77 'blank' 'a blank in it' "$WEB/a b"
refused 77 '_asm-contact' 'another name in DNS' dns:good.example
refused 77 'redirected' 'redirected to a file' "$WEB/to/file:///etc/passwd"
refused 77 'redirected' 'redirected to gopher' "$WEB/to/gopher://good.example/"
refused 77 'redirected' 'redirected with credentials' "$WEB/to/http://a:b@good.example/page"

if [ "${1:-}" = inside ]; then
	refused 77 'port' 'another port' http://good.example:8080/
	refused 77 'port' 'redirected to another port' "$WEB/to/http://good.example:22/"
	for host in 127.0.0.1 localhost '[::1]' '[::ffff:127.0.0.1]' '[64:ff9b::7f00:1]' 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 \
	    169.254.169.254 100.64.0.1 224.0.0.1 '[fe80::1]' '[fd00::1]' 2130706433 0x7f.1 loop.example private.example both.example; do
		refused 77 'public internet' "$host" "http://$host/page"
	done
	refused 77 'public internet' 'redirected to a private address' "$WEB/to/http://10.0.0.1/"
	refused 77 'public internet' 'redirected to loopback' "$WEB/to/http://loop.example/page"
	# Every other answer is loopback: whatever a first look would have found, the socket's address counts.
	good=0 bad=0
	for i in 1 2 3 4 5 6; do
		fetch http://rebind.example/page
		case $STATUS in 0) good=$((good + 1)) ;; 77) bad=$((bad + 1)) ;; esac
	done
	is "$good $bad" '3 3' 'a name that changes its mind'
	fetch dns:_asm-contact.good.example contacto@asamblea.example
	ok 'the statement in DNS' sh -c 'asm-page < "$1" | grep -qx "Verdict: official"' sh "$OUT"
	run asm-fetch --loopback --seconds 3 "http://8.8.8.8/page"
	is "$STATUS" 77 'under the test switch only this machine'
	run asm-fetch --loopback --seconds 3 --body "http://127.0.0.1/page"
	is "$STATUS" 0 'which is read then'
else
	run asm-fetch --seconds 3 "$WEB/page"
	is "$STATUS" 77 'another port'
	run asm-fetch --seconds 3 http://127.0.0.1/page
	is "$STATUS" 77 'loopback without the test switch'
	skip 'names and resolvers' 'no namespaces may be made here'
fi

# A stream: what cannot be had is an answer too.
printf 'Id: a\nPage: %s/page\nAddress: contacto@asamblea.example\n\nId: b\nPage: %s/loop\nAddress: b@asamblea.example\n\nId: c\n' "$WEB" "$WEB" > stream
fetch < stream
is "$STATUS" 65 'a stream with a record without a page'
is "$(asm-page --tsv < "$OUT" | cut -f1,4 | tr '\t\n' ' ;')" 'Id Verdict;a official;b unknown;' 'each page has its answer'
done_testing
