#!/bin/sh
# Mail made to exhaust a parser: each has a stated outcome, within a second of processor time and 200 MB.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# On a slow machine a second is short: tests/soak/bounds.t asks for it.  Instrumented programs have no bounds.
seconds=${BOUND_SECONDS:-4}
bounded=yes
grep -q __asan_init "$(command -v asm-show)" && bounded=

# mail PERL: the mail that it prints, in ./mail
mail()
{
	perl -e '$| = 0; my $head = "From: a\@x.example\nSubject: bound\n"; '"$1" > mail
}

# answers DESCRIPTION FIELDS WANTED: what asm-show says of ./mail, and what that costs
answers()
{
	got=$(timeout 120 asm-show --fields "$2" < mail 2>&1 | cut -c 1-200 | head -4)
	is "$got" "$3" "$1"
	measure asm-show < mail > cost
	read -r used memory status < cost
	is "$status" 0 "$1: it ends well"
	[ -n "$bounded" ] || return 0
	ok "$1: $used s" perl -e 'exit !($ARGV[0] <= $ARGV[1])' "$used" "$seconds"
	ok "$1: $((memory / 1024)) MB" test "$memory" -le 204800
}

mail 'print $head; print "Content-Type: multipart/mixed; boundary=b$_\n\n--b$_\n" for 0 .. 9999; print "\nInnermost.\n";'
answers '10,000 multiparts within each other: one text' Part,Attachment "Part: 1 text/plain $(perl -ne '$body and $n += length; /^$/ and $body = 1; END { print $n }' mail)"
mail 'print $head; print "Content-Type: multipart/mixed; boundary=b$_\n\n--b$_\n" for 0 .. 999; print "\nInnermost.\n", (("x" x 70) . "\n") x 30000;'
answers '1,000 levels around 2 MB: one text' Part "Part: 1 text/plain $(perl -ne '$body and $n += length; /^$/ and $body = 1; END { print $n }' mail)"
mail 'print $head, "Content-Type: message/rfc822\n\n" x 28000, "\nInnermost.\n";'
answers '28,000 messages within each other: one text' Part "Part: 1 text/plain $(perl -ne '$body and $n += length; /^$/ and $body = 1; END { print $n }' mail)"
mail 'print $head, "X-Field: value\n" x 1000000, "\nText.\n";'
answers '1 M header lines: the first fields and the text' Subject,Text 'Subject: bound
Text: Text.'
mail 'print $head, "\n"; print "x" x 1000000 for 1 .. 100; print "\n";'
answers '100 MB in one line: what is kept of it' Part,Text-Left-Out 'Part: 1 text/plain 16777216
Text-Left-Out: 16646144'
mail 'print "From: ", "(" x 100000, "a\@x.example\nSubject: bound\n\nText.\n";'
answers '100,000 parentheses: no address' From-Address,Subject,Text 'Subject: bound
Text: Text.'
mail 'print $head, "Content-Type: text/html\n\n<p>Before.</p><p ", join(" ", map { "a$_=$_" } 1 .. 100000), ">Text.</p>\n";'
answers '100,000 attributes in one tag: the text without tags' Text 'Text: Before.
 .
 Text.'
mail 'print $head, "Content-Type: text/html\n\n<ul><li>One<li>Two</ul>", "<p>" x 1000000, "Text.\n";'
answers '1 M paragraphs: the text without lists' Text 'Text: One
 Two
 .
 Text.'
mail 'print $head, "Content-Type: text/html\n\n", "<div>" x 300, "Text.", "</div>" x 300, "\n<p>Behind.\n";'
answers '300 div within each other: all of the text' Text 'Text: Text.
 .
 Behind.'
done_testing
