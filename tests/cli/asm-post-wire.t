#!/bin/sh
# asm-post --own wire: what assemblies' own feeds bring, and what it may never be taken for.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"

cat > feed.atom <<'F'
<feed xmlns="http://www.w3.org/2005/Atom"><title>Sol</title><id>tag:sol.example,2012:f</id>
<entry><id>tag:sol.example,2012:1</id><title>Uno</title><published>2026-11-20T10:00:00Z</published><link href="https://sol.example/1"/>
<author><name>Otra</name></author><content type="html">&lt;p&gt;Hola&lt;/p&gt;</content></entry>
<entry><id>tag:sol.example,2012:2</id><title>Dos</title><published>2026-11-20T11:00:00Z</published><summary>x</summary></entry>
<entry><id>tag:sol.example,2012:3</id><title>Tres</title><published>2026-11-20T12:00:00Z</published><summary>x</summary></entry>
<entry><id>tag:sol.example,2012:4</id><title>Cuatro</title><published>2026-11-20T13:00:00Z</published><summary>x</summary></entry>
<entry><id>tag:sol.example,2012:0</id><title>Viejo</title><published>2026-10-20T13:00:00Z</published><summary>x</summary></entry>
</feed>
F
wire() { asm-feed -i --assembly "$1" feed.atom | asm-post -N "$2" --own wire; }
wire sol $NOW > wired 2> "$ERR"
is $? 75 'more than three a day may come again, old ones are refused'
is "$(grep -c '^Asm-Type: wire' wired)" 3 'three are posted'
like "$(cat "$ERR")" 'asm-post: mail 4: sol had its 3 entries of the newswire today' 'and why not more'
like "$(cat "$ERR")" 'asm-post: mail 5: an entry of the newswire is of the last 14 days' 'nor old ones'
like "$(cat wired)" '^From: Asamblea Sol <assemblies@lists.example>$' 'from the assembly by way of the list'
unlike "$(cat wired)" '^Otra|^Asm-Number:|^Asm-Entry:|Otra' 'nothing else of it is taken over'
like "$(cat wired)" '^Asm-Link: <https://sol.example/1>$' 'but where it stands'
asm-select --type wire > wires
is "$(grep -c '^Archived-At: <https://sol.example/1>$' wires)" 1 'which readers are led to'
wire sol $NOW > again 2> "$ERR"
is "$(sed -n 's/^Message-ID: //p' again)" "$(sed -n 's/^Message-ID: //p' wired)" 'read again, nothing new'
is "$(asm-select --type wire | grep -c '^From ')" 3 'in the log'
wire sol "$(later 86401)" > next 2> "$ERR"
is "$(asm-select --type wire | grep -c '^From ')" 4 'on the next day the fourth'
wire nobody $NOW > "$OUT" 2> "$ERR"
is "$?$(cat "$OUT")" 77 'an assembly that is not in the directory has no newswire'
exits 65 'an entry without a name' asm-post --own wire < feed.atom
unlike "$(asm-select)" 'Asm-Type: wire' 'they are no posts'
asm-deliver -N "$(later 86500)" < /dev/null
exits 0 'the site is well' asm-site -N "$(later 86500)" check --inside
done_testing
