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
import concurrent.futures, email, email.policy, json, os, subprocess, sys
import xml.etree.ElementTree as tree
def check_feed(out):
    feed = tree.fromstring(out)
    ids = [e.findtext('{http://www.w3.org/2005/Atom}id') for e in feed.iter('{http://www.w3.org/2005/Atom}entry')]
    if len(ids) != len(set(ids)): raise ValueError('an id stands twice')
def check_show(out):
    for line in out.decode().split('\n')[:-1]: json.loads(line)
def check_digest(out):
    if out == b'': return
    m = email.message_from_bytes(out, policy=email.policy.default)
    parts = list(m.iter_parts())
    # With calls in it: the two forms of the issue, and a calendar.
    both = m if m.get_content_type() == 'multipart/alternative' else parts[0]
    if m.defects or both.defects or len(list(both.iter_parts())) != 2: raise ValueError('mail: %s' % m.defects)
    for p in both.iter_parts(): p.get_content().encode()
    if both is not m and not parts[1].get_content().startswith('BEGIN:VCALENDAR'): raise ValueError('no calendar')
    if len(m.get_body(('html',)).get_content().encode()) >= 90000: raise ValueError('HTML is too large')
runs = [(['asm-show', '--json'], check_show), (['asm-feed'], check_feed), (['asm-feed', '-l', 'en,es'], check_feed),
    (['asm-digest', '-l', 'ar,en'], check_digest)]
def look(path):
    seen, why = [], []
    for command, check in runs:
        p = subprocess.run(command + [path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        seen.append(p.returncode)
        if p.returncode < 0 or p.returncode >= 128 or p.returncode in (70, 99):
            why.append('%s %s: status %d %s' % (' '.join(command), path, p.returncode, p.stderr[-2000:]))
        elif p.returncode == 0:
            try: check(p.stdout)
            except Exception as e: why.append('%s %s: %r' % (' '.join(command), path, e))
    return seen, why
paths = [os.path.join(where, name) for where, _, names in os.walk(sys.argv[1]) for name in names]
kinds, bad = {}, 0
with concurrent.futures.ProcessPoolExecutor(2) as pool:
    for seen, why in pool.map(look, sorted(paths), chunksize=20):
        for status in seen: kinds[status] = kinds.get(status, 0) + 1
        for line in why: print('#', line, file=sys.stderr)
        bad += len(why)
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
# grows KIND N COMMAND...: at N, 2N and 4N messages.  Under sanitizers memory is theirs, and only time is judged.
grows()
{
	g_kind=$1
	g_n=$2
	shift 2
	for k in 1 2 4; do
		for _ in 1 2; do measure "$@" "$g_kind.$((g_n * k))"; done | sort -n | head -1
	done | awk -v n="$g_n" -v name="$g_kind, $*" -v sanitized="${ASAN_OPTIONS:+1}" '
		{ seconds[NR] = $1; memory[NR] = $2 * 1024; status += $3 }
		END {
			index_size = (memory[3] - memory[1]) / (3 * n)
			printf "# %s: %.2f s, %.2f s, %.2f s; %d kB, %d bytes a message\n", name, seconds[1], seconds[2],
			    seconds[3], memory[3] / 1024, index_size
			# Twice as much takes twice as long; four times would be a square.
			exit status > 0 || (index_size > 1024 && !sanitized) || seconds[3] > 3 * (seconds[2] > .05 ? seconds[2] : .05)
		}'
}
n=${SOAK_MESSAGES:-1500}
for kind in plain chain star circle same variants corrections references long; do
	for k in 1 2 4; do perl grow.pl $((n * k)) $kind > "$kind.$((n * k))"; done
	ok "$kind: asm-show grows as the stream does" grows $kind "$n" asm-show
	ok "$kind: asm-feed does" grows $kind "$n" asm-feed -n 100000
	ok "$kind: asm-digest does" grows $kind "$n" asm-digest -l ar --list a@b.example
	rm -f $kind.*
done
# One message of any size takes the memory of the parts that are looked at.
perl -e 'print "Subject: x\nContent-Type: text/html\n\n", "<p>word " x 500000' > html
perl -e 'print "Subject: x\n\n", "word " x 3000000' > huge
for f in html huge; do
	for p in asm-show asm-feed asm-digest; do exits 0 "$p: a message that is $f" timeout 60 "$p" "$f"; done
done
done_testing
