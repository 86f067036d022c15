#!/bin/sh
# asm-site export and the search of asm-cgi: from the log to a page in a reader's browser.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
echo 'Url: https://lists.example/archive/' >> "$ASM_SITE/asm.conf"
asm-observers -N 2026-11-02 add ana@reader.example > "$OUT"
post sol 'Asamblea en la plaza' 'Nos vemos a las 19 en la <plaza> & "después" cenamos.

El Árbol de la Libertad sigue en pie.' > uno
post luna 'A kitchen for everyone' "We cook on Sundays; bring pots. Contact luna@luna.example." > /dev/null
post luna 'ملعب' 'نلتقي في المَدرسة يوم الأحد' > /dev/null
post luna '会議' '東京で会いましょう' > /dev/null
file=$SCRATCH/search.db

exits 64 'export needs a file' asm-site export
exits 0 'export' asm-site export "$file"
is "$(cat "$OUT")" "$file: 4 new pages" 'says how much is new'
is "$(find "$file" -perm 644)" "$file" 'a web server may read it'
is "$(find . -name 'search.db?*')" '' 'nothing lies beside it'
not_ok 'nothing of who reads is in it' grep -q reader "$file"
before=$(ls -i "$file")
exits 0 'again' asm-site export -q "$file"
is "$(cat "$OUT")" '' '-q says nothing'
is "$(ls -i "$file")" "$before" 'a file that is up to date is left alone'

printf 'List: assemblies@lists.example\nSearch: %s\n' "$file" > cgi.conf
export ASM_CGI="$SCRATCH/cgi.conf"
# search QUERY [METHOD]
search()
{
	run env -i PATH="$PATH" ASM_CGI="$ASM_CGI" REQUEST_METHOD="${2:-GET}" SCRIPT_NAME=/list PATH_INFO=/search QUERY_STRING="$1" asm-cgi < /dev/null
}
titles()
{
	perl -0777 -ne 'for (/<h2[^>]*>(.*?)<\/h2>/gs) { s/<[^>]*>//g; print "$_|" }' "$OUT"
}
finds()	# QUERY TITLES DESCRIPTION
{
	search "$1"
	is "$(titles)" "$2" "$3"
}

search ''
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 200 OK' 'the form'
like "$(cat "$OUT")" '<form method="get" role="search" action="/list/search">' 'asks by GET'
unlike "$(cat "$OUT")" '<script|<article' 'no script, no result'
like "$(cat "$OUT")" "Content-Security-Policy: default-src 'none'" 'and the policy'
finds 'q=plaza' 'Asamblea en la plaza|' 'a word'
like "$(cat "$OUT")" 'lang="es" dir="ltr"><a href="https://lists.example/archive/posts/1.html">Asamblea en la <mark>plaza</mark></a>' 'with a link to its page'
like "$(cat "$OUT")" '&lt;<mark>plaza</mark>&gt; &amp; "?' 'and what stands around it, escaped'
finds 'q=PLAZ' 'Asamblea en la plaza|' 'the beginning of one'
finds 'q=arbol+libertad' 'Asamblea en la plaza|' 'without accents, all of several words'
finds 'q=arbol+kitchen' '' 'and not only one of them'
like "$(cat "$OUT")" 'Nothing was found' 'which it says'
finds 'q=%22libertad+sigue%22' 'Asamblea en la plaza|' 'words side by side'
finds 'q=%22sigue+libertad%22' '' 'in that order'
finds 'q=Luna' '会議|ملعب|A kitchen for everyone|' 'an assembly, the newest first'
finds 'q=%D9%85%D8%AF%D8%B1%D8%B3%D9%87' 'ملعب|' 'Arabic, spelled otherwise'
finds 'q=%E6%9D%B1%E4%BA%AC' '会議|' 'a word of two characters in a script without blanks'
finds 'q=luna&in=ar' 'ملعب|' 'of one language'
for nonsense in 'q=%22' 'q=*' 'q=NOT' "q='%29--" 'q=%00' 'q=%FF%FE' 'q=%22%22%22' 'q=AND+OR+(' 'q=page:1' 'in=%22%3E%3Cb%3E&q=plaza' 'before=x&q=plaza' \
    'before=-1&q=plaza' 'before=99999999999999999999&q=plaza'; do
	search "$nonsense"
	is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 200 OK' "$nonsense"
	unlike "$(cat "$OUT")" '<b>' 'nothing of it is markup'
done
search "q=$(printf '%08000d' 0)"
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 200 OK' 'a long question'
search "l=ar&q=%3Cscript%3E&in=es"
unlike "$(cat "$OUT")" '<script>' 'a question is repeated as text'
like "$(cat "$OUT")" 'href="/list/search\?l=fr&amp;in=es&amp;q=%3Cscript%3E"' 'and kept when the language is changed'
like "$(cat "$OUT")" '<html lang="ar" dir="rtl">' 'in the reader'"'"'s language'
search 'q=x' POST
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 405 Method Not Allowed' 'nothing is posted here'

# A web server's user has the file alone, and cannot write.
if [ "$(id -u)" -eq 0 ]; then
	chmod 711 "$SCRATCH"
	run env -i PATH="$PATH" ASM_CGI="$ASM_CGI" REQUEST_METHOD=GET PATH_INFO=/search QUERY_STRING=q=plaza \
	    setpriv --reuid 65534 --regid 65534 --clear-groups asm-cgi < /dev/null
	is "$(titles)" 'Asamblea en la plaza|' 'another user reads it, too'
else skip 'another user' 'not root'; fi

# ---- what is new

for i in $(seq 25); do
	post sol "Nota $i" "plaza numero $i" > /dev/null
done
exits 0 'what is new is added' asm-site export "$file"
is "$(cat "$OUT")" "$file: 25 new pages" 'and only that is read'
finds 'q=plaza' "$(for i in $(seq 25 -1 6); do printf 'Nota %d|' "$i"; done)" 'twenty on a page'
next=$(sed -n 's/.*href="\/list\/search?\([^"]*before[^"]*\)".*/\1/p' "$OUT" | sed 's/&amp;/\&/g')
finds "$next" "$(for i in $(seq 5 -1 1); do printf 'Nota %d|' "$i"; done)Asamblea en la plaza|" 'and the older ones'
unlike "$(cat "$OUT")" 'before=' 'which are all'
cp "$file" good.db
sed -i 's|/archive/|/www/|' "$ASM_SITE/asm.conf"
exits 0 'another address in the web' asm-site export "$file"
is "$(cat "$OUT")" "$file: 29 new pages" 'makes it anew'
like "$(search q=kitchen; cat "$OUT")" 'lists.example/www/posts/2.html' 'with that'

# ---- what can go wrong

echo junk > junk
exits 73 'another file' asm-site export junk
is "$(cat junk)" junk 'is never replaced'
one_line asm-site 'and it is said'
exits 73 'not even one of ours' asm-site export "$ASM_SITE/private.db"
exits 73 'a directory that is not there' asm-site export nowhere/search.db
cp good.db cut.db
echo rubbish > cut.db.part
exits 0 'a run that was cut off' asm-site export cut.db
is "$(find . -name '*.part')" '' 'is no hindrance'
rm "$file"
search q=plaza
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 503 Service Unavailable' 'no file: later'
unlike "$(cat "$OUT")" 'search.db' 'and where it would lie is not told'
echo junk > "$file"
search q=plaza
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 503 Service Unavailable' 'nor what is none'
printf 'List: assemblies@lists.example\n' > cgi.conf
search q=plaza
is "$(sed -n '1s/\r$//p' "$OUT")" 'Status: 404 Not Found' 'where it is not wanted it is not there'
printf 'List: assemblies@lists.example\nSearch: search.db\n' > cgi.conf
exits 78 'a path is wanted' env -i PATH="$PATH" ASM_CGI="$ASM_CGI" REQUEST_METHOD=GET asm-cgi
done_testing
