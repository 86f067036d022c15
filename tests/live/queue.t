#!/bin/sh
# A Greek proposal becomes a Spanish and an Arabic post through real Postfix, with no hand but the translators' replies.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
need_postfix
ok 'the sample network' live_sample
ok 'a sink' start_sink
ok 'Postfix' start_postfix
cd "$LIVE/home" || exit 1

# The newest letter to somebody, decoded: its Reply-To in `address`, its text in `letter`.
letter()	# ADDRESS
{
	newest=$(grep -l "^X-Rcpt-Args: <$1>" "$LIVE/sink"/* | xargs ls -t | head -1)
	tr -d '\r' < "$newest" > raw
	address=$(perl -0777 -ne 's/\n[ \t]+/ /g; print "$1\n" if /^Reply-To: <?([^>\n]*)/m' raw)
	perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne '
		($t) = /(Content-Type: text\/plain.*?)(?=\n--|\z)/s; ($h, $b) = split /\n\n/, $t, 2;
		print $h =~ /base64/ ? decode_base64($b) : $h =~ /quoted/ ? decode_qp($b) : $b' raw > letter
}
writes()	# WHO TO SUBJECT < text
{
	{
		printf 'From: %s\nTo: %s\nDate: %s\nMessage-ID: <%s@reader.example>\nSubject: %s\n' "$1" "$2" \
		    "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')" "$(date +%s%N)" "$3"
		printf 'Content-Type: text/plain; charset=utf-8\n\n'
		cat
	} > written
	smtp "$1" "$2" < written > /dev/null
	settle
}
# Somebody new asks for something and says that it was she.
asks()	# WHO WHAT
{
	echo "$2" | writes "$1" translate@lists.example hello
	letter "$1"
	echo 'Yes' | writes "$1" "$address" 'Re: hello'
	letter "$1"
}

smtp sender@mail.example assemblies+proposal@lists.example < mails/10-iatreio.eml > /dev/null
ok 'a Greek proposal' settle
is "$(as_user asm-select --type post | grep -c '^Content-Language: el')" 1 'is posted'
as_user asm-cron often > "$OUT" 2> "$ERR"
is "$?" 0 "cron offers it ($(cat "$ERR"))"

for l in es ar; do
	asks "ana-$l@reader.example" "next $l"
	like "$(cat letter)" '^\[\[1\]\]' "$l: work comes by mail"
	numbers=$(sed -n 's/^\[\[\([0-9]*\)\]\].*/\1/p' letter)
	for n in $numbers; do
		case $l in
		es) text="Texto número $n de la propuesta del consultorio social, traducido del griego." ;;
		*) text="النص رقم $n من اقتراح العيادة الاجتماعية، مترجم من اليونانية." ;;
		esac
		printf '[[%s]]\n\n%s\n\n' "$n" "$text"
	done > filled
	echo '[[end]]' >> filled
	writes "ana-$l@reader.example" "$address" 'Re: work' < filled
	letter "ana-$l@reader.example"
	is "$(as_user asm-translate-queue list -l $l --state returned | grep -c '^Item:')" 1 "$l: her reply completes it"
	asks "bea-$l@reader.example" "review $l"
	like "$(cat letter)" '^\| ' "$l: another reads it"
	echo 'approve' | writes "bea-$l@reader.example" "$address" 'Re: review'
	as_user asm-cron often > "$OUT" 2> "$ERR"
	is "$?" 0 "$l: cron publishes"
	settle
	as_user asm-select --type translation | tr -d '\r' > translations
	is "$(grep -c "^Content-Language: $l" translations)" 1 "$l: there is one translation"
done
is "$(grep -c '^Asm-Review: reviewed' translations)" 2 'both reviewed'
unlike "$(cat translations)" 'reader\.example' 'nobody is named'
as_user asm-select > stream
for l in es ar; do
	asm-feed -l "$l" -t List --self "https://lists.example/$l.atom" < stream > "$l.atom" 2> "$ERR"
	ok "$l: a feed" xmllint --noout "$l.atom"
done
like "$(cat es.atom)" 'Texto número 1 ' 'the Spanish feed has it in Spanish'
like "$(cat ar.atom)" 'النص رقم 1 ' 'the Arabic one in Arabic'
for l in es ar; do
	asm-digest -l "$l" -t List < stream > "$l.issue" 2> "$ERR"
	is $? 0 "$l: a newsletter"
	perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne 'for (split /^--.*\n/m) { ($h, $b) = split /\n\n/, $_, 2;
		print $h =~ /base64/i ? decode_base64($b) : $h =~ /quoted/i ? decode_qp($b) : $b if defined $b }' "$l.issue" > "$l.text"
done
ok 'the Spanish newsletter, too' grep -q 'Texto número 2' es.text
ok 'the Arabic newsletter, too' grep -q 'النص رقم 2' ar.text
is "$(as_user asm-translate-queue fsck)" '' 'the queue is well'
is "$(queue)" 0 'nothing is left in Postfix'
done_testing
