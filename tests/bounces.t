#!/bin/sh
# What comes back in the forms of many servers (tests/returned/NAME.CLASS.eml), and every real bounce of the shared corpus
# (tests/bounces.tsv), is of the class that stands there; what is no bounce is none.
. "${0%/*}/lib.sh"

bounces "$ROOT"/tests/returned/*.eml | cut -f 1,2 | sed 's/\.eml	/	/' > said
ls "$ROOT/tests/returned" | sed 's/\.eml$//; s/.*\.\([a-z]*\)$/&	\1/' > wanted
same said wanted "$(wc -l < wanted | tr -d ' ') mails of servers, gateways and robots"

CORPORA=$ROOT/../shared/corpora
if [ ! -d "$CORPORA/bounceparser" ]; then
	skip 'the bounces of the corpus' 'no ../shared/corpora'
	done_testing
fi

ls "$CORPORA/bounceparser" | sed -n 's/\.msg$//p' | sort > there
sed '/^#/d' "$ROOT/tests/bounces.tsv" | cut -f 1 | sort > listed
same listed there 'every bounce of the corpus has a line'
bounces "$CORPORA"/bounceparser/*.msg | cut -f 1,2 | sed 's/\.msg	/	/' > said
sed '/^#/d' "$ROOT/tests/bounces.tsv" | cut -f 1,2 > wanted
same said wanted 'and the class that it says'

# People's mail: whatever it quotes, it is no bounce.  Those that are look so to people too.
find "$CORPORA/list-r-announce" "$CORPORA/spamassassin" "$CORPORA/assembly-texts" "$CORPORA/auth" -type f ! -name '*.mbox' -print0 |
    xargs -0 bounces 2> "$ERR" | awk -F '	' '$2 != "none" { print $1 }' | sort > false
is "$(xargs -I% find "$CORPORA" -name % < false | sort -u | xargs grep -aiLE '^From:.*(mailer-daemon|postmaster|mail delivery)')" '' \
    'only what a mail server wrote is a bounce'
like "$(wc -l < false)" '^ *[0-9]$' 'and that is rare'
done_testing
