#!/bin/sh
# asm-cron: the steps, their order, what is noted.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
asm-observers -N 2026-11-02 add ana@reader.example

for args in '' 'sometimes' 'often hourly' '-N'; do
	# shellcheck disable=SC2086 # words of a command line
	exits 64 "called wrongly: $args" asm-cron $args
	one_line asm-cron 'one line'
done
exits 78 'no site' env ASM_SITE="$SCRATCH/nosuch" asm-cron often
one_line asm-cron 'one line'

post sol 'Uno' > /dev/null
exits 0 'often' asm-cron -N $NOW often
is "$(cat "$OUT" "$ERR")" '' 'says nothing'
is "$(delivered)" 'ana@reader.example Uno' 'what was due is sent'
is "$(paste -sd ' ' "$ASM_SITE/cron/often")" "Ran: $NOW Status: 0" 'it is noted'
is "$(find "$ASM_SITE/cron" -perm /077)" '' 'for nobody else'
like "$(asm-site status)" "^Often: $NOW, status 0$" 'and status tells it'

# A translation that is complete is published.
asm-select | asm-translate-queue -N $NOW add -l en
item=$(asm-translate-queue -N $NOW list -l en --tsv | sed 1d | cut -f 1)
printf '[[1]]\nOne\n[[2]]\nDear assemblies.\n[[end]]\n' | asm-translate-queue -N $NOW return "$item" > /dev/null
exits 0 'often' asm-cron -N $NOW often
is "$(asm-select --type translation | grep -c '^From ')" 1 'a translation is published'
is "$(find "$ASM_SITE/tmp" -type f | wc -l | tr -d ' ')" 0 'nothing is left in tmp'

exits 0 'hourly' asm-cron -N "$(later $((8 * 86400)))" hourly
ok 'the newsletter is made' test "$(asm-select --type issue | grep -c '^From ')" -ge 1
ASM_BACKUP=$SCRATCH
export ASM_BACKUP
exits 0 'nightly' asm-cron -N "$(later $((8 * 86400)))" nightly
exits 0 'twice' asm-cron -N "$(later $((8 * 86400)))" nightly
is "$(find . -maxdepth 1 -name '[1-7]*')" "./$(date +%u)" 'one backup of this day'
exits 0 'is a site' asm-site -S "./$(date +%u)" status

exits 0 'often, with a search' env ASM_SEARCH="$SCRATCH/search.db" asm-cron -N $NOW often
ok 'its file is made' test -s search.db

# The folder of a web server.
unset ASM_BACKUP
export ASM_WWW="$SCRATCH/www"
exits 0 'often' asm-cron -N $NOW often
is "$(cat "$OUT" "$ERR")" '' 'says nothing'
ok 'the archive' test -s www/posts/1.html
ok 'all feeds' test -s www/feeds/all.atom
ok 'the newsletter' test -n "$(find www/issues -name '*.html')"
is "$(find www ! -name '.*' ! -perm -o=r)" '' 'everybody may read it'
like "$(cat www/feeds/feeds.opml)" 'xmlUrl="' 'and finds it'
find www -type f -printf '%p %T@\n' | sort > before
exits 0 'again' asm-cron often
is "$(head -c 1 "$ASM_SITE/cron/web")" @ 'it is noted'
exits 0 'once more' asm-cron often
find www -type f -printf '%p %T@\n' | sort > after
same after before 'nothing new: no page is touched'
post sol 'Una nueva' "" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" > /dev/null
exits 0 'something new' asm-cron often
like "$(cat www/feeds/all.atom)" 'Una nueva' 'is in the feed'
like "$(cat www/posts/2.html)" 'Una nueva' 'and in the archive'
exits 0 'nightly' asm-cron nightly
mkdir broken
printf '#!/bin/sh\nexit 75\n' > broken/asm-archive
chmod +x broken/asm-archive
rm "$ASM_SITE/cron/web"
exits 75 'an archive that cannot be made now' env PATH="$SCRATCH/broken:$PATH" asm-cron often
not_ok 'is made by the next run' test -e "$ASM_SITE/cron/web"
rm -r broken
unset ASM_WWW

# Somebody else's server.
mkdir broken
printf '#!/bin/sh\necho "asm-wire: sol: https://sol.example/feed: away" >&2\nexit 75\n' > broken/asm-wire
chmod +x broken/asm-wire
exits 0 'a feed that cannot be had' env PATH="$SCRATCH/broken:$PATH" asm-cron -N $NOW hourly
is "$(cat "$ERR")" '' 'is not told every hour'
exits 0 'nightly' asm-cron -N $NOW nightly
like "$(cat "$ERR")" '^asm-wire: sol: .*away$' 'but once a day'
exits 0 'when it is back' asm-cron -N $NOW hourly
exits 0 'nightly' asm-cron -N $NOW nightly
unlike "$(cat "$ERR")" 'asm-wire' 'no more'
printf '#!/bin/sh\necho "asm-wire: broken" >&2\nexit 78\n' > broken/asm-wire
exits 78 'trouble of ours' env PATH="$SCRATCH/broken:$PATH" asm-cron -N $NOW hourly
is "$(cat "$ERR")" 'asm-wire: broken' 'is told at once'
exits 0 'mended' asm-cron -N $NOW hourly
rm -r broken

# A step that fails is noted, and the others run.
mkdir broken
cat > broken/asm-translate-queue <<'END'
#!/bin/sh
exit 75
END
chmod +x broken/asm-translate-queue
post sol 'Dos' "" "$NOW" > /dev/null
exits 75 'a step that fails' env PATH="$SCRATCH/broken:$PATH" asm-cron -N "$(later $((8 * 86400)))" often
like "$(delivered)" 'ana@reader.example Dos' 'keeps nobody waiting'
like "$(cat "$ASM_SITE/cron/often")" '^Status: 75$' 'and is noted'

# One at a time.
(
	flock 8
	sleep 3
) 8> "$ASM_SITE/cron/often.lock" &
sleep 0.3
before=$(cat "$ASM_SITE/cron/often")
exits 0 'a second one' asm-cron often
is "$(cat "$ASM_SITE/cron/often")" "$before" 'leaves the work to the first'
wait
done_testing
