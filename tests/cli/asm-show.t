#!/bin/sh
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
CASES=$ROOT/tests/cases
standard_filter_tests asm-show "$CASES/asm-show/parts.in"

exits 64 'a field that does not exist is 64' asm-show --fields From-Name,Colour
one_line asm-show 'and named in one line'
exits 64 'a field given more often than there are fields' asm-show --fields "$(yes Text, | head -40 | tr -d '\n')"
exits 64 'two forms at once' asm-show --tsv --json

# Records are read back by the reader of records, and JSON by any.
run asm-show --json "$CASES/asm-digest/week.mbox"
is "$(wc -l < "$OUT")" "$(grep -c '^From ' "$CASES/asm-digest/week.mbox")" 'one line of JSON for each mail'
# shellcheck disable=SC2016
ok 'which perl reads' perl -MJSON::PP -ne 'decode_json($_)' "$OUT"
run asm-show --tsv "$CASES/asm-digest/week.mbox"
is "$(awk -F'\t' '{ print NF }' "$OUT" | sort -u | wc -l)" 1 'every line of a table has as many columns'
run asm-show --tsv --fields Text,Subject "$CASES/asm-digest/week.mbox"
is "$(head -1 "$OUT")" "$(printf 'Text\tSubject')" 'columns in the order wanted'

# The bounds of a record (asm-record(5)), from both sides: a text of 128 kB, its lines, the number of parts.
text()	# BYTES LINE: a mail whose text has so many bytes in lines of LINE
{
	perl -e '($n, $l) = @ARGV; print "Subject: x\n\n"; print "a" x ($l - 1), "\n" for 1 .. $n / $l' "$1" "$2"
}
text 131072 64 | asm-show > whole
unlike "$(cat whole)" '^Text-Left-Out' 'a text of 128 kB is shown whole'
text 131136 64 | asm-show > cut.text
like "$(cat cut.text)" '^Text-Left-Out: 63$' 'of a longer one it is said how much was left out'
text 65536 65536 | asm-show > lines
ok 'no line is longer than a reader of records takes' awk 'length > 65536 { exit 1 }' lines
perl -e 'print "Content-Type: multipart/mixed; boundary=b\n\n";
    print "--b\nContent-Type: text/x-$_\nContent-Disposition: attachment; filename=f$_\n\nx\n" for 1 .. 900; print "--b--\n"' > parts
run asm-show parts
is "$(grep -c '^Part: ' "$OUT")" 200 'of many parts 200'
is "$(grep -c '^Attachment: ' "$OUT")" 200 'and of many attachments 200'
perl -e 'print "To: ", join(",", map { "a$_\@x.example" } 1 .. 400), "\n\n"' > people
run asm-show people
is "$(grep -c '^To: ' "$OUT")" 200 'and of many addresses 200'
# Everything at once still fits into one record of 1 MB.
perl -e '$n = "x" x 600;
    print "To: ", join(",", map { "$n$_\@x.example" } 1 .. 20), "\nContent-Type: multipart/mixed; boundary=b\n\n";
    print "--b\nContent-Type: text/plain\n\n", "\n.\n" x 40000, "\n";
    print "--b\nContent-Type: text/x-$_\nContent-Disposition: attachment; filename=\"f$_$n\"\n\nx\n" for 1 .. 900;
    print "--b--\n"' | asm-show > all
ok 'the largest record stays below 1 MB' test "$(wc -c < all)" -lt 1048576
unlike "$(grep -v '^ ' all)" '[^ -~]' 'and nothing but printable characters are in its names'

printf 'From: x\nSubject: a\033[31mb\302\233c\342\200\256d\n\nbell \007 and \033]0;title\007\n' > terminal
run asm-show terminal
ok 'no control character reaches a terminal' perl -0777 -ne 'exit 1 if /[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae/' "$OUT"
done_testing
