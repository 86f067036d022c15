#!/bin/sh
# The word tables: all of one shape, and no word of one group with two meanings in any two languages.

cd "$(dirname "$0")/../lib/text/words" || exit 1

check='
/^#/ { next }
{
	colon = index($0, ": ")
	name = substr($0, 1, colon - 1)
	names[FILENAME] = names[FILENAME] " " name
	if (name == "Language") {
		if (substr($0, colon + 2) != FILENAME)
			print FILENAME ": says it is another language"
		next
	}
	group = name
	sub(/-.*/, "", group)
	# What nobody may take for the other.
	if (group == "No" || group == "Polite")
		group = "Yes"
	n = split(substr($0, colon + 2), word, " [|] ")
	for (i = 1; i <= n; i++) {
		if (word[i] == "" || word[i] ~ /^ | $|[|A-Z\t]/)
			print FILENAME ": " name ": bad form: " word[i]
		if ((FILENAME, group, word[i]) in here)
			print FILENAME ": " name ": twice: " word[i]
		here[FILENAME, group, word[i]] = 1
		if ((group, word[i]) in means && means[group, word[i]] != name)
			print FILENAME ": " word[i] " is " name " here, " means[group, word[i]] " elsewhere"
		means[group, word[i]] = name
	}
}
END {
	for (f in names)
		if (names[f] != names["en"])
			print f ": not the names of the English table"
}'

echo 1..5
for table in *; do
	iconv -f utf-8 -t utf-8 "$table" > /dev/null || echo "$table"
done | { ! grep . >&2; } || printf 'not '
echo 'ok 1 - UTF-8'
[ "$(echo *)" = 'ar ca de el en es fi fr it pl pt tr' ] || printf 'not '
echo 'ok 2 - the twelve languages'
LC_ALL=C awk "$check" * | { ! grep . >&2; } || printf 'not '
echo 'ok 3 - one shape, one meaning'
# The check must be able to fail.
printf 'Language: xx\nYes: no | no\n' | LC_ALL=C awk "$check" en - 2>&1 | grep -q 'twice' || printf 'not '
echo 'ok 4 - the check sees a bad table'
printf 'Language: xx\nNo: nee | ja\n' | LC_ALL=C awk "$check" de - 2>&1 | grep -q 'ja is No here, Yes elsewhere' || printf 'not '
echo 'ok 5 - and a word for yes and no'
