#!/bin/sh
# A real OmegaT over an exported kit and back, and translate-toolkit's pofilter.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
. "$ROOT/tests/queue-formats.sh"
make_site "$SCRATCH/site"
formats_site
# shellcheck disable=SC2154 # formats_site sets it
queue show "$item" --as po > work.po
fill_po work.po > done.po
if command -v pofilter > /dev/null; then
	exits 0 'pofilter' pofilter -t urls -t numbers done.po filtered.po
	not_ok 'finds no fault' test -s filtered.po
	sed 's/^msgstr "We meet at https:[^ ]*/msgstr "We meet/' done.po > bad.po
	pofilter -t urls bad.po filtered.po > "$OUT" 2>&1
	ok 'and one where there is one' grep -q '^msgid "[^"]' filtered.po
else skip 'pofilter' 'no translate-toolkit'; fi
if command -v omegat > /dev/null; then
	queue show "$item" --as kit > kit.zip
	python3 -m zipfile -e kit.zip kit
	project=$PWD/kit/$item.r1
	mkdir -p "$project/tm/auto" "$project/target" home
	english > english
	perl -e 'sub x { my $s = shift; $s =~ s/&/&amp;/g; $s =~ s/</&lt;/g; $s =~ s/>/&gt;/g; $s } open F, "english";
		while (<F>) { chomp; ($n, $t) = split /\t/; $t{$n} = $t } open P, "work.po"; while (<P>) { $n = $1 if /^msgctxt ".*:(\d+)"/;
		if ($n && /^msgid "(.*)"/) { $s = $1; $s =~ s/\\"/"/g; $s{$n} = $s } }
		print qq(<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.1"><header creationtool="x" creationtoolversion="1" segtype="paragraph" o-tmf="x" adminlang="en" srclang="es" datatype="plaintext"/><body>\n);
		print "<tu><tuv lang=\"es\"><seg>", x($s{$_}), "</seg></tuv><tuv lang=\"en\"><seg>", x($t{$_}), "</seg></tuv></tu>\n" for sort keys %s;
		print "</body></tmx>\n"' > "$project/tm/auto/all.tmx"
	HOME=$PWD/home timeout 240 omegat "$project" --mode=console-translate --quiet > omegat.log 2>&1
	ok 'OmegaT translates the kit' test -s "$project/target/$item.r1.po"
	if [ -s "$project/target/$item.r1.po" ]; then
		returned 'what OmegaT wrote' "$project/target/$item.r1.po"
		(cd kit && python3 -m zipfile -c ../back.zip "$item.r1/")
		returned 'the whole project, zipped' back.zip
	else diag "$(tail -20 omegat.log)"; fi
else skip 'OmegaT' 'no omegat'; fi
done_testing
