#!/bin/sh
# What we say to people is translated: every message in the source stands in every catalog, and no other one does.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

command -v xgettext > /dev/null && command -v msgfmt > /dev/null || skip_all 'gettext is not installed'

# Every message with its context and plural, one a line: context|id|plural|how much of it is translated.
messages()
{
	msgattrib --no-wrap --no-obsolete "$@" | awk '
		function text(line) { sub(/^[^"]*"/, "", line); sub(/"$/, "", line); return line }
		function flush() {
			if (id != "") printf "%s|%s|%s|%s\n", context, id, plural, empty ? "empty" : "full"
			context = id = plural = into = ""; empty = 0
		}
		/^#/ { next }
		/^msgctxt/ { flush(); context = text($0); into = "context"; next }
		/^msgid_plural/ { plural = text($0); into = "plural"; next }
		/^msgid/ { if (into != "context") flush(); id = text($0); into = "id"; next }
		/^msgstr/ { str = text($0); into = "str"; if (str == "") empty = 1; next }
		/^"/ {
			if (into == "id") id = id text($0)
			else if (into == "plural") plural = plural text($0)
			else if (into == "str" && text($0) != "") empty = 0
		}
		END { flush() }' | sort
}

(cd "$ROOT" && xgettext -L C --from-code=UTF-8 --add-comments=TRANSLATORS -k -kcatalog_get:2 -kcatalog_getc:2c,3 \
    -kcatalog_plural:2,3 -kCATALOG_N:1 -kCATALOG_NC:1c,2 -o "$SCRATCH/all.pot" lib/*/*.c cmd/*.c cmd/*/*.c 2> "$ERR")
messages all.pot | cut -d'|' -f1-3 > wanted
ok "there are messages in the source" test -s wanted

for po in "$ROOT"/lib/text/po/*.po; do
	language=$(basename "$po" .po)
	run msgfmt -c -o /dev/null "$po"
	is "$STATUS" 0 "$language: well-formed" || diag "$(cat "$ERR")"
	messages --translated --no-fuzzy "$po" | grep '|full$' | cut -d'|' -f1-3 > have
	comm -23 wanted have > missing
	comm -13 wanted have > obsolete
	ok "$language: nothing is missing" test ! -s missing
	[ ! -s missing ] || diag "context|message|plural:" "$(cat missing)"
	ok "$language: nothing is obsolete" test ! -s obsolete
	[ ! -s obsolete ] || diag "context|message|plural:" "$(cat obsolete)"

	# A name in a template that the program does not fill stays empty in the mail.
	odd=$(msgattrib --no-wrap --no-obsolete "$po" | awk '
		function names(s, list, n, i, out) {
			out = ""
			while (match(s, /%[{][a-z0-9_-]*[}]/)) {
				out = out " " substr(s, RSTART, RLENGTH)
				s = substr(s, RSTART + RLENGTH)
			}
			return out
		}
		/^msgid_plural/ { id = id $0; next }
		/^msgid/ { id = $0; next }
		/^msgstr/ {
			n = split(names($0), used, " ")
			for (i = 1; i <= n; i++)
				if (index(id, used[i]) == 0) print used[i] " in: " $0
		}')
	is "$odd" '' "$language: no template names what its message does not"
done
done_testing
