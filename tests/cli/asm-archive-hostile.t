#!/bin/sh
# What a stranger writes into a post (AUTH 7: script, HTML, SVG; archives in attachments) is shown as what it is, a text or a
# file: nothing of it is active on a page, in a newsletter or in a feed, and no archive is ever opened.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v python3 > /dev/null || skip_all 'no python3'

cat > make.py <<'EOP'
import base64, io, os, tarfile, zipfile, sys
def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for name, text in files: z.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
def tarred(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as t:
        for name, text in files:
            info = tarfile.TarInfo(name); info.size = len(text); t.addfile(info, io.BytesIO(text))
    return out.getvalue()
inner = zipped([('unpacked-marker.html', b'<script>alert(1)</script>'), ('../../escaped-marker', b'x')])
bomb = zipped([('bomb-marker', b'\0' * 3000000)])
files = [
    ('page.html', 'text/html', b'<script>alert(1)</script>'), ('image.svg', 'image/svg+xml', b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ('a.xhtml', 'application/xhtml+xml', b'<html><script>alert(1)</script></html>'), ('a.js', 'text/javascript', b'alert(1)'),
    ('inner.zip', 'application/zip', inner), ('outer.zip', 'application/zip', zipped([('inner.zip', inner)])),
    ('a.tar.gz', 'application/gzip', tarred([('unpacked-marker', b'x'), ('/etc/escaped-marker', b'y')])), ('bomb.zip', 'application/zip', bomb),
    ('"><script>alert(1)</script>.txt', 'text/plain', b'name'), ('../../escaped-marker.txt', 'text/plain', b'path'), ('.htaccess', 'text/plain', b'AddType text/html .bin'),
    ('con\tro\x1bl.txt', 'text/plain', b'control'), ('\u202Egnp.exe', 'image/png', b'MZ'),
]
evil = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg/onload=alert(1)>', "'-alert(1)-'", '</title><script>alert(1)</script>',
    '<iframe srcdoc="x">', 'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', '<a href="javascript:alert(1)">x</a>', '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;alert(1)', '<style>@import "//evil.example"</style>', '<base href="//evil.example/">', '<meta http-equiv=refresh content="0;url=//evil.example">',
    ']]><script>alert(1)</script>', '<!--<script>', '{{constructor.constructor("alert(1)")()}}', '<math><mi xlink:href="javascript:alert(1)">', 'http://x.example/"onmouseover="alert(1)',
    'https://x.example/<script>', '\u202Egnp.tpircs', '\x00<script>', '+ADw-script+AD4-alert(1)', '<form action=//evil.example><input name=x></form>', '<object data=x><embed src=x>']
os.mkdir('sent')
for n, (name, kind, bytes) in enumerate(files): open('sent/%d' % n, 'wb').write(bytes)
def word(s): return '=?utf-8?b?' + base64.b64encode(s.encode()).decode() + '?='
def part(kind, bytes, name=None):
    head = 'Content-Type: %s\nContent-Transfer-Encoding: base64\n' % kind
    if name: head += "Content-Disposition: attachment; filename*=utf-8''" + ''.join('%%%02X' % b for b in name.encode()) + '\n'
    return head + '\n' + base64.encodebytes(bytes).decode()
for n, e in enumerate(evil):
    html = '<html><body><p>%s</p>%s<div onclick="alert(1)" style="background:url(javascript:alert(1))">x</div></body></html>' % (e, e)
    kind = ('text/plain; charset=utf-8', 'text/html; charset=utf-8', 'text/html; charset=utf-7')[n % 3]
    body = part(kind, (html if n % 3 else 'Queridas asambleas:\n\n' + '\n\n'.join(evil) + '\n\n> ' + e + '\n').encode('utf-8', 'replace'))
    attached = ''.join('--b\n' + part(k, b, name) for name, k, b in files) if n < 3 else ''
    print('From a@b Sat Nov 14 10:00:00 2026\nFrom: %s <a@b.example>\nTo: x@y.example\nSubject: %s\nMessage-ID: <%d@b.example>\nDate: Sat, 14 Nov 2026 10:%02d:00 +0000\nMIME-Version: 1.0\n'
        'Content-Type: multipart/mixed; boundary=b\n\n--b\n%s%s--b--\n\n' % (word(e), word(e), n, n, body, attached), end='')
EOP
cat > look.py <<'EOP'
# look.py FILE...: pages and feeds: nothing in them may act.
import html.parser, re, sys, xml.dom.minidom
bad = 0
def fail(name, what):
    global bad
    bad += 1
    print('%s: %s' % (name, what))
inert = set('a abbr address article aside b bdi blockquote body br caption cite code dd del details div dl dt em figcaption figure footer form h1 h2 h3 h4 h5 h6 '
    'head header hr html i img input button label legend li link main meta nav ol optgroup option p pre q s section select small span strong style sub summary sup table tbody td tfoot th thead time title tr u ul wbr'.split())
class Look(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        if tag not in inert: fail(self.name, '<%s>' % tag)
        for key, value in attrs:
            value = value or ''
            if key.startswith('on') or key in ('srcdoc', 'background', 'formaction', 'xlink:href'): fail(self.name, key)
            if key in ('href', 'src', 'action', 'data', 'poster') and (re.match(r'\s*[a-z][a-z0-9+.-]*:', value, re.I) and not re.match(r'(https?|mailto):', value) or value.startswith('//')): fail(self.name, value)
            if key in ('href', 'src', 'action') and 'evil.example' in value and tag in ('link', 'base', 'img', 'form', 'script'): fail(self.name, value)
            if key == 'style' and re.search(r'url|expression|import', value, re.I): fail(self.name, value)
            if tag == 'meta' and key == 'http-equiv' and value.lower() == 'refresh': fail(self.name, 'refresh')
    def unknown_decl(self, data): fail(self.name, 'declaration')
for name in sys.argv[1:]:
    bytes = open(name, 'rb').read()
    text = bytes.decode('utf-8')
    if re.search('[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]', text): fail(name, 'a control character')
    if re.search('<(title|h1|bdi)[^>]*>[^<]*[\u202a-\u202e]', text): fail(name, 'a name written backwards')
    if name.endswith('.html'):
        look = Look(convert_charrefs=True); look.name = name; look.feed(text); look.close()
        if "default-src 'none'" not in text and not name.endswith('newsletter.html'): fail(name, 'no policy')
    else:
        for e in xml.dom.minidom.parseString(bytes).getElementsByTagName('*'):
            if e.localName in ('script', 'svg', 'iframe'): fail(name, e.localName)
            for child in e.childNodes:
                if e.getAttribute('type') == 'html' and child.nodeType == 3:
                    look = Look(convert_charrefs=True); look.name = name; look.feed(child.data); look.close()
sys.exit(bad != 0)
EOP
python3 make.py > evil.mbox
is "$(grep -c '^From ' evil.mbox)" 25 'so many ways to write what should act'
asm-archive -l en -N 2026-11-18 www evil.mbox
is $? 0 'an archive of them'
run sh -c 'python3 look.py $(find www -name "*.html" -o -name "*.atom" -o -name "*.rss")'
is "$STATUS $(cat "$OUT")" '0 ' 'nothing on its pages and in its feeds acts'
# The text itself is there, to be read.
like "$(cat www/posts/*.html)" '&lt;script&gt;alert\(1\)&lt;/script&gt;' 'what was written can be read'

asm-digest -l en --from 2026-11-14 --until 2026-11-21 --as html < evil.mbox > newsletter.html
is $? 0 'a newsletter of them'
run python3 look.py newsletter.html
is "$STATUS $(cat "$OUT")" '0 ' 'nothing in it acts'
asm-feed -t 'A list' < evil.mbox > feed.atom
run python3 look.py feed.atom
is "$STATUS $(cat "$OUT")" '0 ' 'nor in a feed'
unlike "$(asm-show < evil.mbox | tr -d '\n\t' | LC_ALL=C tr -d '\200-\377')" '[[:cntrl:]]' 'and nothing commands the terminal that shows it'

# ---- files
names=$(find www/files -type f | sed 's/.*\///' | sort -u)
unlike "$names" '\.(html|svg|xhtml|js|htm|xml|php|exe|htaccess)$' 'no file has a name that a server gives a type that acts'
is "$(echo "$names" | grep -c '^\.')" 0 'nor one that a server obeys'
is "$(find . -name '*escaped-marker' ! -path './www/files/*'; find www -name '*unpacked-marker*' -o -name 'bomb-marker*')" '' 'nothing left its directory, nothing was unpacked'
for file in sent/*; do
	found=$(find www/files -type f -exec cmp -s "$file" {} \; -print | wc -l)
	[ "$found" -ge 3 ] || echo "$file"
done > "$OUT"
is "$(cat "$OUT")" '' 'each is kept byte for byte, archives closed as they came'
ok 'and no larger than it came' test "$(du -sk www/files | cut -f 1)" -lt 1000
done_testing
