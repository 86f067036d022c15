#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CASES=$ROOT/tests/cases
WEEK=$CASES/asm-feed/week.mbox
python=/usr/bin/python3
standard_tests asm-archive

exits 64 'no directory' asm-archive
exits 64 'a language that is none' asm-archive -l '../..' www
exits 64 'a language without pages' asm-archive -l tlh www
exits 66 'a file that is not there' asm-archive www ./none
: > file
exits 73 'a directory that is a file' asm-archive file < /dev/null

# sums DIR: every page and its bytes.
sums() { (cd "$1" && find . -type f ! -name '.asm-archive.db*' -exec cksum {} + | sort -k3); }
later() { (cd "$1" && find . -type f ! -name '.asm-archive.db*' -newer "$2"); }

run asm-archive -v -N 2026-11-18 www "$WEEK" "$CASES/asm-digest/week-en.out"
is "$STATUS" 0 'an archive'
run "$python" "$ROOT/tests/links.py" www
is "$STATUS" 0 'without dead links, every file is reached, nothing runs' || diag "$(cat "$OUT")"
for n in 32 33 40; do ok "post $n" test -s "www/posts/$n.html"; done
ok 'a translation' test -s www/posts/32.ar.html
ok 'an issue' test -s www/issues/weekly-2026-11-14.en.html
like "$(cat www/posts/32.ar.html)" '<html lang="ar" dir="rtl">' 'which runs from right to left'
unlike "$(cat www/posts/*.html www/*.html)" 'https?://[^"<]*\.(css|js)' 'nothing from elsewhere'

# The same whatever surrounds it, and in whatever order the mails come.
perl -0777 -ne 'print reverse map { "From $_" } grep { length } split /^From /m' "$WEEK" > reversed.mbox
(umask 077 && TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 asm-archive -N 2026-11-18 other reversed.mbox \
    "$CASES/asm-digest/week-en.out")
sums www > a
sums other > b
same b a 'another order, time zone, locale and umask: the same bytes'
is "$(find other -type f ! -name '.asm*' ! -perm 644 | wc -l)" 0 'and files that others may read'

# Mail by mail, translations and corrections later than what they are of: the same pages, but for the order of one list.
perl -e 'undef $/; $_ = <>; @m = split /^(?=From )/m; for (0 .. $#m) { open F, ">", sprintf "mail%02d", $_; print F $m[$_] }' "$WEEK"
for m in mail*; do asm-archive -l en,ar -N 2026-11-18 grown "$m"; done
asm-archive -l en,ar -N 2026-11-18 whole "$WEEK"
diff -r -x '.asm*' -x 'en.*.html' whole grown > "$OUT"
is "$(cat "$OUT")" '' 'grown mail by mail: the same pages'

# Feeds that asm-feed puts there are linked, once they are there.
asm-feed --split whole/feeds --self https://lists.example/feeds/ "$WEEK"
asm-archive -l en,ar -N 2026-11-18 whole < /dev/null
like "$(cat whole/assemblies/vivienda.en.html)" 'href="\.\./feeds/assembly/vivienda\.atom"' 'the feed of an assembly'
like "$(cat whole/index.ar.html)" 'href="feeds/language/ar\.atom"' 'and of a language'
run "$python" "$ROOT/tests/links.py" whole
unlike "$(cat "$OUT")" 'dead|outside' 'which are no dead links'

# Nothing new, nothing written.
touch mark
sleep 0.1
run asm-archive -v -N 2026-11-18 www "$WEEK" reversed.mbox
like "$(cat "$ERR")" '^asm-archive: 0 pages written$' 'mails that are there change nothing'
run asm-archive -v -a -N 2026-11-18 www < /dev/null
like "$(cat "$ERR")" '^asm-archive: 0 pages written$' 'a rebuild touches no unchanged file'
is "$(later www "$PWD/mark")" '' 'not even its time'
rm -f www/posts/33.html
asm-archive -a -N 2026-11-18 www < /dev/null
sums www > b
same b a 'and makes what is missing'
run asm-archive -v -t Other -N 2026-11-18 www < /dev/null
like "$(grep -c 'title>.*Other' www/posts/33.html)" 1 'another title is put on every page'

# One by one, and all at once.
cat > plain.mbox <<'M'
From a@b Sat Nov 14 10:00:00 2026
From: Ann <ann@b.example>
Subject: First & <b>bold</b>
Message-ID: <1@b>
Date: Sat, 14 Nov 2026 10:00:00 +0000

Hello. See https://b.example/ and javascript:alert(1)

From a@b Sat Nov 14 11:00:00 2026
From: Bob <bob@b.example>
Subject: Re: First & <b>bold</b>
Message-ID: <2@b>
In-Reply-To: <1@b>
Date: Sat, 14 Nov 2026 11:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x

Hi.
--x
Content-Type: text/html
Content-Disposition: attachment; filename="../evil.html"

<script>alert(1)</script>
--x
Content-Type: image/png
Content-Disposition: attachment; filename="a b%.png"

png
--x--

From a@b Sat Nov 14 12:00:00 2026
From: Eve <eve@b.example>
Subject: A twin
Message-ID: <1@b>
Date: Sat, 14 Nov 2026 12:00:00 +0000

Another with the same id.

M
asm-archive -l en -N 2026-11-18 all plain.mbox
perl -e 'undef $/; $_ = <>; @m = split /^(?=From )/m; for (0 .. $#m) { open F, ">", "m$_"; print F $m[$_] }' plain.mbox
for n in 0 1 2; do asm-archive -l en -N 2026-11-18 one "m$n"; done
sums all > a
sums one > b
same b a 'mail by mail: the same as all at once'
asm-archive -l en -N 2026-11-18 late m1
asm-archive -l en -N 2026-11-18 late m0
first=$(grep -l '<h1[^>]*>First' all/posts/*.html | head -1)
like "$(cat "late/posts/${first##*/}")" 'Re: First|In answer to|First' 'what was answered may come later'
is "$(ls all/posts | wc -l)" 3 'two mails with one Message-ID are two pages'
run "$python" "$ROOT/tests/links.py" all
is "$STATUS" 0 'no dead link' || diag "$(cat "$OUT")"
is "$(find all/files -type f | sed 's/.*\///' | sort | tr '\n' ' ')" '1-evil.html.bin 2-a b%.png ' 'attachments, harmless'
unlike "$(cat all/posts/*.html)" '@b\.example|<b>|href="javascript' 'no addresses, no markup of theirs'
is "$(find all -name '.*.db' -perm 600 | wc -l)" 1 'the index is for its owner'

# A thread is read from its first post on; answers that are called as it is are known by who wrote them.
answers() { perl -MPOSIX=strftime -e 'for (0 .. shift) {
    printf "From a %s\nFrom: Who %d <a\@b.example>\nMessage-ID: <t%d\@x>\n%sSubject: %s\n\nx\n\n", strftime("%a %b %e %H:%M:%S %Y",
    gmtime(1794650400 + $_)), $_, $_, $_ ? sprintf("In-Reply-To: <t%d\@x>\n", int($_ / 2)) : "",
    $_ == 7 ? "Other" : $_ ? "Re: Topic" : "Topic" }' "$1"; }
items() { perl -0777 -ne 'print map { s/<[^>]*>//gr . "\n" } m{<a [^>]*posts/[^>]*>(.*?)</a>}g' "$@"; }
for n in 8 49 50 120; do
	answers "$n" > stream.mbox
	asm-archive -l en,ar -N 2026-11-18 talk stream.mbox
	run "$python" "$ROOT/tests/links.py" talk
	is "$STATUS" 0 "a thread of $n answers: every page is reached" || diag "$(cat "$OUT")"
done
asm-archive -l en,ar -N 2026-11-18 talked stream.mbox
sums talk > a
sums talked > b
same b a 'and the same as if all had come at once'
thread=$(find talk/threads -name '*.en.html' ! -name '*_*')
is "$(items "$thread" | sed -n '1,3p;8,9p;50p' | tr '\n' ,)" 'Topic,Who 1,Who 2,Other,Who 8,Who 49,' 'it begins with what began it'
is "$(items "${thread%.en.html}_3.en.html" | sed -n '1p;$p' | tr '\n' ,)" 'Who 100,Who 120,' 'and ends with the last'
like "$(grep -A1 'Other</a>' "$thread")" '<bdi>Who 7</bdi>' 'another title has its writer beside it'
like "$(cat talk/all/posts.en.html)" 'Re: <a [^>]*>Topic</a>' 'elsewhere an answer is marked as one'
like "$(cat talk/all/posts.ar.html)" 'رد: <a [^>]*>Topic</a>' 'in every language'

# Lists of any length, in pages.
stream() { perl -MPOSIX=strftime -e 'for (1 .. shift) {
    printf "From a %s\nMessage-ID: <%d\@x>\nSubject: nr %d\n\nx\n\n", strftime("%a %b %e %H:%M:%S %Y", gmtime(1794650400 + $_)), $_, $_ }' "$1"; }
for n in 1 49 50 51 100 101 201; do
	stream "$n" > stream.mbox
	asm-archive -l en -N 2026-11-18 long stream.mbox
	run "$python" "$ROOT/tests/links.py" long
	is "$STATUS" 0 "a list of $n: every page is reached" || diag "$(cat "$OUT")"
done
asm-archive -l en -N 2026-11-18 longer stream.mbox
sums long > a
sums longer > b
same b a 'grown, or made at once: the same'

# Killed anywhere, the next run makes it good.
kills
for ms in 5 20 40 80; do
	rm -rf cut
	timeout -s KILL "0.0$(printf %02d "$ms")" asm-archive -l en -N 2026-11-18 cut stream.mbox 2> "$ERR"
	asm-archive -l en -N 2026-11-18 cut stream.mbox
	sums cut > b
	same b a "killed after $ms ms, and run again" || break
done

if command -v tidy > "$OUT"; then
	tidy -q -e www/*.html www/*/*.html all/*/*.html > "$OUT" 2>&1
	unlike "$(cat "$OUT")" 'Error|Warning: <(nav|main|article|header|time|bdi)' 'tidy finds no error' || diag "$(head "$OUT")"
else skip 'tidy' 'it is not installed'; fi
done_testing
