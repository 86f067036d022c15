#!/bin/sh
# tests/leaks.pl, which every test of a site ends with, finds what it is for.
. "${0%/*}/lib.sh"
. "$ROOT/tests/site.sh"
command -v sqlite3 > "$OUT" || skip_all 'no sqlite3 command'

make_site "$SCRATCH/site"
asm-observers -N 2026-11-02 add ana@reader.example leo@reader.example
echo 'Moderators: mo@lists.example' >> "$ASM_SITE/asm.conf"
asm-observers -N 2026-11-02 add sol@sol.example mo@lists.example
post sol 'Uno' | asm-deliver -N $NOW

# leaks_are LINES DESCRIPTION: what is found, without the paths.
leaks_are()
{
	is "$(perl "$ROOT/tests/leaks.pl" "$SCRATCH" | sed '$d; s|.*/||' | sort | paste -sd ',' -)" "$1" "$2"
}
# planted FILE TEXT WANTED DESCRIPTION: as leaks_are, while the file ends with that text.
planted()
{
	mkdir -p "${1%/*}"
	cp "$1" keep 2> /dev/null || : > keep
	printf '%s\n' "$2" >> "$1"
	leaks_are "$3" "$4"
	cat keep > "$1"
}

leaks_are '' 'nothing'
is "$(perl "$ROOT/tests/leaks.pl" "$SCRATCH" | sed 's/,.*//')" '2 addresses' 'of two: contacts and moderators are public'
planted "$ASM_SITE/public.db-x" 'bytes Ana@Reader.example bytes' 'public.db-x: ana@reader.example' 'in public.db'
planted "$ASM_SITE/www/index.html" '<a href="mailto:leo@reader.example">' 'index.html: leo@reader.example' 'in a page'
planted "$ASM_SITE/cron/often" 'x <ana@reader.example>:' 'often: ana@reader.example' 'in what jobs note'
planted ./events 'asm-x: ana@reader.example is gone' 'events: ana@reader.example' 'in a log'
planted ./.said 'asm-x: bounce+1+ana=reader.example@lists.example' '.said: ana@reader.example' 'in an error, as the sender of an envelope'
planted ./search.db 'ana@reader.example' 'search.db: ana@reader.example' 'in what is exported'
copy=$(grep -l 'Delivered-To: leo' "$DELIVERED"/new/*)
planted "$copy" 'ana@reader.example reads it, too' "${copy##*/}: ana@reader.example" 'in another observer'"'"'s copy'
planted "$copy" 'leo@reader.example reads it' '' 'and not in her own'
planted ./a.mail 'RCPT ana@reader.example
RCPT leo@reader.example

ana@reader.example' 'a.mail: ana@reader.example' 'in a copy for two'
planted ./input 'ana@reader.example' '' 'what a test writes is its own'
is "$(perl "$ROOT/tests/leaks.pl" "$SCRATCH" > "$OUT"; echo $?)" 0 'status 0'
echo 'ana@reader.example' > .said
is "$(perl "$ROOT/tests/leaks.pl" "$SCRATCH" > "$OUT"; echo $?)" 1 'status 1'
rm -f .said
done_testing
