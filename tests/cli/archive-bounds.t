#!/bin/sh
# What hostile mails may cost a web archive (lib/base/limits.h), from both sides: any number may claim one name, or hang on one post.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

limit() { awk -v n="$1" '$2 == n { print $3 }' "$ROOT/lib/base/limits.h"; }
near=$(limit ARCHIVE_NEAR)
shown=$(limit ARCHIVE_SHOWN)
occasions=$(limit ARCHIVE_OCCASIONS)

# mails N PERL: N mails, each with what PERL makes of its number.
mails()
{
	perl -MPOSIX=strftime -e 'my ($n, $make) = @ARGV; for (1 .. $n) {
		printf "From a %s\nFrom: Who %d <a\@b.example>\n%s\n\n", strftime("%a %b %e %H:%M:%S %Y", gmtime(1794650400 + $_)), $_, eval $make }' \
	    "$1" "$2"
}
archive() { asm-archive -l en -N 2026-11-18 "$@"; }
having() { grep -l "$1" "$2"/posts/*.html | wc -l; }

printf 'From a Sat Nov 14 10:00:00 2026\nMessage-ID: <root@x>\nSubject: Root\n\nx\n\n' > root
for n in "$near" $((near + 1)); do
	mails "$n" '"Message-ID: <k$_\@x>\nIn-Reply-To: <root\@x>\nSubject: Kid $_\n\nx"' > kids
	archive "late$n" kids
	archive "late$n" root
	is "$(having '>In answer to<' "late$n")" "$near" "$n answers that were there before: so many pages are written again"
	page=$(grep -l '<h1[^>]*>Root' "late$n"/posts/*.html)
	is "$(grep -c '>Kid [0-9]*</a>' "$page")" "$shown" 'and so many stand on its page'
	archive -a "late$n" < /dev/null
	is "$(having '>In answer to<' "late$n")" "$n" 'if all is written again, all know what they answer'
done
cat root kids > all.mbox
archive thread all.mbox
is "$(cat thread/threads/*.html | grep -c '>Kid [0-9]*</a>')" "$n" 'a thread has all of them'

printf 'From a Sun Nov 15 10:00:00 2026\nMessage-ID: <reply@x>\nIn-Reply-To: <twin@x>\nSubject: Reply\n\nx\n' > reply
for n in "$near" $((near + 1)); do
	mails "$n" '"Message-ID: <twin\@x>\nSubject: Twin $_\n\nx $_"' > twins
	archive "twins$n" twins
	archive "twins$n" reply
	is "$(having '>Replies<' "twins$n")" "$near" "$n mails of one name: so many pages hear of an answer"
done

printf 'From a Sun Nov 15 10:00:00 2026\nMessage-ID: <o@x>\nContent-Language: es\nSubject: Original\n\nx\n' > original
for n in "$near" $((near + 1)); do
	mails "$n" 'my $l = "q" . chr(97 + $_ / 26) . chr(97 + $_ % 26); "Message-ID: <tr$_\@x>\nContent-Language: $l\nAsm-Type: translation\n" .
	    "Asm-Translation-Of: <o\@x>; rev=1\nSubject: T $_\n\nx"' > translations
	archive "said$n" translations
	rm -f "said$n"/posts/*
	archive "said$n" original
	is "$(find "said$n/posts" -type f | wc -l)" $((near + 1)) "$n translations of one post: so many pages are written again"
done

for n in "$occasions" $((occasions + 1)); do
	mails "$n" '"Message-ID: <e$_\@x>\nSubject: Event $_\nAsm-Event: start=2026-11-20T19:00; tz=UTC\n\nx"' > events
	archive "agenda$n" events
	is "$(grep -c '>Event [0-9]*</a>' "agenda$n/agenda.en.html")" "$occasions" "$n events: so many on the agenda"
	is "$(grep -c 'BEGIN:VEVENT' "agenda$n/agenda.ics")" "$n" 'all of them in the calendar'
done

# A text of nearly that many bytes, and of one more.
for more in -66 1; do
	perl -e 'my $n = 2 * 1024 * 1024 + shift; print "From a Sat Nov 14 10:00:00 2026\nMessage-ID: <t\@x>\nSubject: Text\n\n";
	    my $t = ("word " x 13 . "\n") x ($n / 66); print $t, "x" x ($n - length($t) - 5), " END\n"' -- "$more" > text
	archive "text$more" text
	is "$(grep -c 'END' "text$more"/posts/*.html)" $((more < 0)) "a text of 2 MB and $more bytes"
done

done_testing
