#!/bin/sh
# The programs that need nothing but mail, on mail that nobody here wrote: whatever it is, they end well, what they write is
# well-formed, and memory and time grow as the stream does.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CORPORA=${CORPORA:-$ROOT/../shared/corpora}
python=/usr/bin/python3
command -v "$python" > "$OUT" || skip_all 'python3 is not installed'

# ---- every file there is, by itself
cat > all.py <<'P'
import email, email.policy, json, os, resource, subprocess, sys, tempfile
import xml.etree.ElementTree as tree
root, kinds = sys.argv[1], {}
try: import feedparser
except ImportError: feedparser = None
def check_feed(out):
    feed = tree.fromstring(out)
    if feedparser and feedparser.parse(out).bozo: raise ValueError('feedparser: %s' % feedparser.parse(out).bozo_exception)
    ids = [e.findtext('{http://www.w3.org/2005/Atom}id') for e in feed.iter('{http://www.w3.org/2005/Atom}entry')]
    if len(ids) != len(set(ids)): raise ValueError('an id stands twice')
def check_show(out):
    for line in out.decode().split('\n')[:-1]: json.loads(line)
def check_digest(out):
    if out == b'': return
    m = email.message_from_bytes(out, policy=email.policy.default)
    if m.defects or len(list(m.iter_parts())) != 2: raise ValueError('mail: %s' % m.defects)
    for p in m.iter_parts(): p.get_content().encode()
    if len(m.get_body(('html',)).get_content().encode()) >= 90000: raise ValueError('HTML is too large')
runs = [(['asm-show', '--json'], check_show), (['asm-feed'], check_feed), (['asm-feed', '-l', 'en,es'], check_feed),
    (['asm-digest', '-l', 'ar,en'], check_digest)]
bad = 0
for where, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(where, name)
        for command, check in runs:
            with tempfile.TemporaryFile() as out:
                p = subprocess.run(command + [path], stdout=out, stderr=subprocess.PIPE, timeout=120)
                out.seek(0)
                got = out.read()
            why = None
            if p.returncode < 0 or p.returncode >= 128 or p.returncode in (70, 99): why = 'status %d %s' % (p.returncode, p.stderr[-2000:])
            elif p.returncode == 0:
                try: check(got)
                except Exception as e: why = repr(e)
            kinds[p.returncode] = kinds.get(p.returncode, 0) + 1
            if why:
                bad += 1
                print('# %s %s: %s' % (' '.join(command), path, why), file=sys.stderr)
print(' '.join('%d x status %d' % (n, s) for s, n in sorted(kinds.items())))
sys.exit(1 if bad else 0)
P
if [ -d "$CORPORA" ]; then
	"$python" all.py "$CORPORA" > seen 2> "$ERR"
	is $? 0 "every file of the corpora: $(cat seen)" || diag "$(head -c 20000 "$ERR")"
else skip 'the corpora' "there is no $CORPORA"; fi
"$python" all.py "$ROOT/tests/sample" > seen 2> "$ERR"
is $? 0 "every file of the sample: $(cat seen)" || diag "$(head -c 20000 "$ERR")"

# ---- memory and time, of streams one, two and four times as long
cat > grow.pl <<'P'
use POSIX 'strftime';
my ($n, $kind) = @ARGV;
for (1 .. $n) {
	my $date = strftime('%a %b %d %H:%M:%S %Y', gmtime(1794650400 + $_ * 60));
	my $id = $kind eq 'long' ? ('i' x 240) . $_ : $_;
	print "From a $date\nFrom: Ana <a$_\@x.example>\nSubject: number $_\nMessage-ID: <$id\@x.example>\n";
	print "In-Reply-To: <", $_ - 1, "\@x.example>\n" if $kind eq 'chain';
	print "In-Reply-To: <1\@x.example>\n" if $kind eq 'star';
	print "In-Reply-To: <", $_ % $n + 1, "\@x.example>\n" if $kind eq 'circle';
	print "Message-ID: <same\@x.example>\n" if $kind eq 'same';
	printf "Asm-Translation-Of: <1\@x.example>; rev=1\nContent-Language: en-%08d\n", $_ if $kind eq 'variants';
	print "Asm-Assembly: a\nAsm-Corrects: <1\@x.example>\n" if $kind eq 'corrections';
	print "Asm-Assembly: ", 'a' x 60, "\nAsm-Translation-Of: <", 'o' x 240, "$_\@x>; rev=1\nContent-Language: en\n" if $kind eq 'long';
	print "References: ", join(' ', map { "<r$_\@x.example>" } 1 .. 60), "\n" if $kind eq 'references';
	print "\n", "A word or two of text.\n" x 20, "\n";
}
P
cat > measure.py <<'P'
import os, resource, subprocess, sys
def run(command, path):
    best = None
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.execvp(command[0], command + [path])
        _, status, used = os.wait4(pid, 0)
        if status: sys.exit('%s: status %d' % (' '.join(command), status))
        seconds = used.ru_utime + used.ru_stime
        best = seconds if best is None else min(best, seconds)
    return best, used.ru_maxrss * 1024
kind, n = sys.argv[1], int(sys.argv[2])
for command in (['asm-show'], ['asm-feed'], ['asm-digest'], ['asm-digest', '--list', 'a@b.example', '-l', 'ar']):
    at = [run(command, '%s.%d' % (kind, n * k)) for k in (1, 2, 4)]
    index = (at[2][1] - at[0][1]) / (3 * n)
    ratio = at[2][0] / max(at[1][0], .05)
    print('# %s, %s: %.2f s, %.2f s, %.2f s; %.0f bytes a message' % (kind, ' '.join(command), at[0][0], at[1][0], at[2][0], index))
    if index > 1024: sys.exit('%s: %d bytes a message' % (' '.join(command), index))
    # Twice as much takes twice as long; three times would still be no square.
    if ratio > 3.2: sys.exit('%s: %.1f times as long for twice as much' % (' '.join(command), ratio))
P
n=${SOAK_MESSAGES:-4000}
for kind in plain chain star circle same variants corrections references long; do
	for k in 1 2 4; do perl grow.pl $((n * k)) $kind > "$kind.$((n * k))"; done
	"$python" measure.py "$kind" "$n" > seen 2> "$ERR"
	is $? 0 "$kind: memory and time grow as the stream does" || diag "$(cat "$ERR")"
	cat seen
	rm -f "$kind".*
done

# One message of any size takes the memory of the parts that are looked at.
perl -e 'print "Subject: x\nContent-Type: text/html\n\n", "<p>word " x 500000' > html
perl -e 'print "Subject: x\n\n", "word " x 3000000' > huge
for f in html huge; do
	for p in asm-show asm-feed asm-digest; do exits 0 "$p: a message that is $f" timeout 60 "$p" "$f"; done
done
done_testing
