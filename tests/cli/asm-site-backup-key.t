#!/bin/sh
# asm-site backup and restore with Backup-Key: what is private leaves the site encrypted, by age and by gpg.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
asm-observers -N 2026-11-02 add ana@reader.example leo@reader.example
post sol 'Uno' > /dev/null
asm-deliver -N $NOW < /dev/null
mkdir -p "$ASM_SITE/stuck/cur"
echo 'From: stranger@elsewhere.example' > "$ASM_SITE/stuck/cur/1.a"
asm-select > before.mbox
asm-observers list > before.observers
cp "$ASM_SITE/asm.conf" plain.conf
site=$ASM_SITE

# whole KEY IDENTITY SUFFIX OTHER-IDENTITY
whole()
{
	ASM_SITE=$site
	cp plain.conf "$ASM_SITE/asm.conf"
	echo "Backup-Key: $1" >> "$ASM_SITE/asm.conf"
	rm -rf copy new
	exits 0 "backup to ${1%% *}" asm-site backup copy
	like "$(cat "$OUT")" '^backup copy: 5 articles, 5 files .*whole; .*encrypted, .*without its key$' 'says what it could look at'
	is "$(cd copy && find . -type f | sort | paste -sd ' ' -)" \
	    "./asm.conf ./key$3 ./private.db$3 ./public.db ./secret$3 ./servers ./stuck/cur/1.a$3" 'what is private is encrypted'
	is "$(grep -rlE 'reader\.example|stranger|0000000001' copy)" '' 'no byte of it is to be read'
	is "$(find copy -perm /077)" '' 'nothing is open to others'
	is "$(find "$ASM_SITE/tmp" -mindepth 1)" '' 'nothing is left in tmp'
	exits 78 'without the key' asm-site -S "$SCRATCH/new" restore copy
	like "$(cat "$ERR")" '^asm-site: copy is encrypted: .*--identity' 'it says what is missing'
	exits 74 'with another key' asm-site -S "$SCRATCH/new" restore --identity "$4" copy
	one_line asm-site 'one line'
	is "$(echo new*)" 'new*' 'and nothing is made'
	exits 0 'with its own' asm-site -N "$(later 3600)" -S "$SCRATCH/new" restore --identity "$2" copy
	is "$(echo new*)" 'new' 'it is made'
	ASM_SITE=$SCRATCH/new
	asm-select > after.mbox
	same after.mbox before.mbox 'with the same articles'
	asm-observers list > after.observers
	same after.observers before.observers 'and the same observers'
	same new/stuck/cur/1.a "$site/stuck/cur/1.a" 'stuck mail'
	same new/secret "$site/secret" 'secret'
	# A backup that was tampered with.
	rm -rf new
	perl -e 'open F, "+<", $ARGV[0] or die; seek F, -2000, 2; read F, $c, 1; seek F, -2000, 2; print F chr(255 - ord $c)' "copy/private.db$3"
	exits 74 'a byte was changed' asm-site -S "$SCRATCH/new" restore --identity "$2" copy
	is "$(echo new*)" 'new*' 'makes no site'
	ASM_SITE=$site
}

if command -v age > /dev/null && command -v age-keygen > /dev/null; then
	age-keygen -o me.age 2> /dev/null
	age-keygen -o other.age 2> /dev/null
	whole "age $(age-keygen -y me.age)" "$SCRATCH/me.age" .age "$SCRATCH/other.age"
	cp plain.conf "$ASM_SITE/asm.conf"
	echo 'Backup-Key: age age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq' >> "$ASM_SITE/asm.conf"
	rm -rf copy
	exits 74 'a key that is none' asm-site backup copy
	one_line asm-site 'one line'
	is "$(ls -d copy 2> /dev/null)$(find "$ASM_SITE/tmp" -mindepth 1)" '' 'and no backup in the clear instead'
else skip 'age' 'no age(1)'; fi

if command -v gpg > /dev/null && mkdir -m 700 keys && gpg --homedir keys --batch --quiet --passphrase '' --quick-gen-key me@admin.example 2> gpg.err &&
    gpg --homedir keys --batch --quiet --passphrase '' --quick-gen-key other@admin.example 2> gpg.err; then
	gpg --homedir keys --batch --export me@admin.example > me.gpg
	gpg --homedir keys --batch --export-secret-keys me@admin.example > me.secret
	gpg --homedir keys --batch --export-secret-keys other@admin.example > other.secret
	gpgconf --homedir keys --kill gpg-agent
	whole "gpg $SCRATCH/me.gpg" "$SCRATCH/me.secret" .gpg "$SCRATCH/other.secret"
	rm me.gpg
	rm -rf copy
	cp plain.conf "$ASM_SITE/asm.conf"
	echo "Backup-Key: gpg $SCRATCH/me.gpg" >> "$ASM_SITE/asm.conf"
	exits 74 'its file is gone' asm-site backup copy
	is "$(ls -d copy 2> /dev/null)" '' 'no backup'
else skip 'gpg' 'no gpg(1) that makes keys'; fi

for wrong in 'age' 'age x' 'age age1' 'gpg' 'gpg key.asc' 'age1abc' 'age age1ABC; id'; do
	cp plain.conf "$ASM_SITE/asm.conf"
	echo "Backup-Key: $wrong" >> "$ASM_SITE/asm.conf"
	exits 78 "Backup-Key: $wrong" asm-site backup copy
done
one_line asm-site 'one line'
done_testing
