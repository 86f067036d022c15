#!/bin/sh
# Work packages out and back: PO, XLIFF 1.2, the OmegaT kit; each read by other people's programs.
# tests/soak/queue-formats.t runs OmegaT and pofilter, too.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
. "$ROOT/tests/queue-formats.sh"
make_site "$SCRATCH/site"
formats_site

# ---- PO

# shellcheck disable=SC2154 # formats_site sets it
exits 0 'as PO' queue show "$item" --as po
cp "$OUT" work.po
cp "$OUT" twice.po
TZ=Asia/Tokyo LC_ALL=C queue show "$item" --as po > again
same again work.po 'the same bytes anywhere'
if command -v msgfmt > /dev/null; then
	exits 0 'msgfmt -c' msgfmt -c -o /dev/null work.po
else skip 'msgfmt -c' 'no msgfmt'; fi
fill_po work.po > done.po
exits 0 'check finds nothing' queue check < done.po
if command -v msgcat > /dev/null; then
	msgcat --no-location --sort-output -w 40 done.po > rewritten.po
	returned 'rewritten by msgcat, without references, in another order' rewritten.po
	sed '/^msgctxt/d' done.po > nocontext.po
	returned 'without msgctxt' nocontext.po
fi
returned 'as it was' done.po
sed '/^msgctxt/d; /^#/d' done.po > bare.po
returned 'by the source text alone' bare.po
sed 's/https:..sol.example.plaza/https:\/\/sol.example\/plazza/' done.po | sed '/^msgid/s/plazza/plaza/' > wrong.po
exits 1 'check' queue check < wrong.po
like "$(cat "$OUT")" 'error address https://sol.example/plaza' 'says what is lost'

# ---- XLIFF

afresh
exits 0 'as XLIFF' queue show "$item" --as xliff
cp "$OUT" work.xlf
ok 'well-formed' xmllint --noout work.xlf
schema=
for s in /usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-1.2-strict.xsd "${XLIFF_SCHEMA:-/none}"; do
	[ -f "$s" ] && schema=$s
done
if [ -n "$schema" ]; then
	sed 's|http://www.w3.org/2001/xml.xsd|xml.xsd|' "$schema" > xliff.xsd
	cp "${schema%/*}/xml.xsd" xml.xsd
	exits 0 'valid by the schema of XLIFF 1.2' xmllint --nonet --noout --schema xliff.xsd work.xlf
else skip 'the schema of XLIFF 1.2' 'no xliff-core-1.2-strict.xsd (Debian: php-symfony-translation; or XLIFF_SCHEMA)'; fi
exits 0 'untouched' queue return < work.xlf
is "$(sed -n 's/^Accepted: //p' "$OUT")" '' 'it is no translation: the source stands in its targets'
fill_xliff work.xlf > done.xlf
returned 'XLIFF' done.xlf
xmllint --format done.xlf > pretty.xlf
returned 'laid out anew' pretty.xlf
{ printf '\357\273\277'; sed 's/$/\r/' done.xlf; } > dos.xlf
returned 'with a byte order mark and CRLF' dos.xlf
printf '<?xml version="1.0"?><xliff version="1.2"><file original="%s.r1"><body><trans-unit id="1"><source>x' "$item" > broken.xlf
exits 0 'a broken file' queue return < broken.xlf
is "$(sed -n 's/^Unplaced: //p' "$OUT")" yes 'is kept for a person'

# ---- the kit

afresh
exits 0 'as a kit' queue show "$item" --as kit
cp "$OUT" work.zip
TZ=America/Lima queue show "$item" --as kit > again.zip
same again.zip work.zip 'the same bytes in another zone'
if command -v python3 > /dev/null; then
	ok 'a good archive' python3 -m zipfile -t work.zip
	python3 -m zipfile -e work.zip kit
	same "kit/$item.r1/source/$item.r1.po" twice.po 'with the PO file in it'
	ok 'and a project' xmllint --noout "kit/$item.r1/omegat.project"
	mkdir -p "kit/$item.r1/target"
	cp done.po "kit/$item.r1/target/$item.r1.po"
	(cd kit && python3 -m zipfile -c ../back.zip "$item.r1/")
	returned 'zipped again' back.zip
	head -c 400 back.zip > cut.zip
	exits 0 'half an archive' queue return "$item" < cut.zip
	is "$(sed -n 's/^Unplaced: //p' "$OUT")" yes 'is kept for a person'
else skip 'zip archives' 'no python3'; fi

# ---- on a mail

{
	printf 'From: ana@reader.example\nSubject: my work\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
	printf -- '--b\nContent-Type: text/plain\n\nHere it is.\n\n--b\nContent-Type: application/octet-stream; name="work.po"\n'
	printf 'Content-Disposition: attachment; filename="work.po"\nContent-Transfer-Encoding: base64\n\n'
	base64 done.po
	printf -- '--b--\n'
} > attached.eml
returned 'attached to a mail that names nothing itself' attached.eml
done_testing
