#!/bin/sh
# The same secret, key, mails and time: the same bytes, whatever the time zone, locale, umask and directory are.
. "${0%/*}/../lib.sh"

SAMPLE=$ROOT/tests/sample
PATH=$BUILD/tests/sample:$PATH
NOW=2026-11-21T09:00:00Z
NEXT=2026-11-28T09:00:00Z
LIST=assemblies@lists.example
ok 'the mails are signed, once' sign -N $NOW "$SAMPLE" "$SCRATCH/signed"

# world DIR: everything from an empty directory to newsletter and feed.  What it writes for people lies in DIR/out.
cat > world.sh <<'END'
set -e
dir=$1
mkdir -p "$dir/out"
cd "$dir"
mkdir -m 700 site
printf '%064d\n' 7 > site/secret
printf '%064d\n' 8 > site/key
chmod 600 site/secret site/key
ASM_SITE=$dir/site
export ASM_SITE
asm-site -N "$NOW" -q init $LIST -t 'Assemblies' > out/init
# The only bytes that name the directory are in the file that says where things are.
sed -e "s|^Deliver:.*|Deliver: maildir $dir/delivered|" -e "s|^#Key-File:.*|Key-File: $SIGNED/keys.txt|" \
    -e 's|^#Url:.*|Url: https://lists.example/|' site/asm.conf > conf
cat conf > site/asm.conf
asm-directory -N "$NOW" import "$SAMPLE/assemblies" > out/ids
xargs asm-directory -N "$NOW" endorse --why 'the sample' < out/ids > out/endorsed
asm-observers -N "$NOW" add noor@reader.example
asm-observers -N "$NOW" add -l es,en luz@reader.example
asm-observers -N "$NOW" add -l ar --rhythm weekly salma@reader.example
asm-observers -N "$NOW" add --rhythm weekly tom@reader.example
sed 1d "$SAMPLE/manifest.tsv" | while IFS='	' read -r file _ recipient _; do
	status=0
	asm-intake -N "$NOW" "$recipient" < "$SIGNED/$file" 2>> out/intake || status=$?
	echo "$file $status" >> out/verdicts
done
asm-hold list > out/held
asm-hold list --tsv | sed 1d | cut -f 1 | while read -r n; do asm-hold show --json "$n"; done > out/shown
for work in '2 en vivienda.en' '1 ar monday-call.ar'; do
	set -- $work
	asm-select --number "$1" --type post | asm-translate-queue -N "$NOW" add -l "$2"
	asm-translate-queue -N "$NOW" next -l "$2" --who ana@reader.example |
	    sed '/^Reply-To/,/@/s/+[a-z2-7]\{32\}@/@/' > "out/work.$2"
	item=$(asm-translate-queue -N "$NOW" list -l "$2" --tsv | sed -n '2s/	.*//p')
	asm-translate-queue -N "$NOW" return "$item" < "$SAMPLE/translations/$3" > "out/receipt.$2"
	asm-translate-queue -N "$NOW" approve "$item"
done
asm-translate-queue -N "$NOW" list > out/queue
asm-translate-queue -N "$NOW" publish > out/published
asm-post -N "$NOW" --own translation < out/published > out/translations
asm-deliver -N "$NOW" < /dev/null
asm-weekly -N "$NEXT" < /dev/null
asm-deliver -N 2026-11-30T09:00:00Z < /dev/null
asm-select --type all > out/log
asm-select > out/posts
asm-select | asm-feed -t Assemblies --self https://lists.example/posts.atom > out/feed
asm-select --type issue > out/issues
asm-select | asm-show > out/records
asm-site -N "$NEXT" check > out/check
# But for random tokens, and names made of them.
for f in delivered/new/*; do echo "== ${f##*/}"; cat "$f"; done |
    sed -e '/^== /s/\.[0-9a-f]\{8\}\././' -e 's/+[a-z2-7]\{32\}@/+TOKEN@/' > out/delivered
END
export SAMPLE NOW NEXT LIST
SIGNED=$SCRATCH/signed
export SIGNED
(
	umask 022
	TZ=UTC LC_ALL=C sh "$SCRATCH/world.sh" "$SCRATCH/one"
) > one.log 2>&1
is $? 0 "a world ($(tail -1 one.log))"
other=$SCRATCH/another/quite$(printf '%0100d' 0)/ñandú
locale=$(locale -a 2> /dev/null | grep -iE '^(tr_TR|ar_|de_DE|es_ES)' | head -1)
(
	umask 077
	TZ=Pacific/Apia LC_ALL=${locale:-C.UTF-8} LANG=${locale:-C.UTF-8} sh "$SCRATCH/world.sh" "$other"
) > other.log 2>&1
is $? 0 "the same elsewhere ($(tail -1 other.log))"

like "$(tail -1 one/out/verdicts)" ' 0$' 'the mail was decided'
is "$(grep -c '^Asm-Type: ' one/out/posts)" 32 'thirty posts and two translations'
for file in one/out/*; do
	same "$other/out/${file##*/}" "$file" "${file##*/} is the same ($(wc -c < "$file") bytes)"
done
ok 'observers got something' test -s one/out/delivered
ok 'there are newsletters' grep -q '^Asm-Type: issue' one/out/issues
unlike "$(cat one/out/log one/out/feed)" "$SCRATCH|ñandú|reader\.example" 'nothing names a directory or a reader'
done_testing
