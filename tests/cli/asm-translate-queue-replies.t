#!/bin/sh
# Replies as mail programs make them, tests/replies/*.eml (ITEM stands for the item's name): each one is placed as
# manifest.tsv says, or a person is told; none is lost.  A new case is a new file and a line.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
make_site "$SCRATCH/site"

post sol 'Asamblea abierta el lunes' 'Queridas asambleas, os escribimos para contar lo que hicimos ayer en la plaza con todas las personas que vinieron a hablar de la vivienda.

- Traed sillas
- Traed agua

Nos vemos a las 19:00 en https://sol.example/plaza para hablar.' > one
asm-select | asm-translate-queue -N $NOW add -l ar,he,el,ru,zh,en
asm-translate-queue -N $NOW list --tsv | sed 1d | cut -f 1 > items
cp "$ASM_SITE/private.db" before.db
tab=$(printf '\t')
grep -v '^#' "$ROOT/tests/replies/manifest.tsv" > manifest
ok "at least 60 replies ($(wc -l < manifest | tr -d ' '))" test "$(wc -l < manifest)" -ge 60
while IFS=$tab read -r file want; do
	language=${file%.eml} language=${language##*.}
	item=$(grep -e "-$language\$" items)
	rm -f "$ASM_SITE"/private.db*
	cp before.db "$ASM_SITE/private.db"
	sed "s/ITEM/$item/" "$ROOT/tests/replies/$file" > mail
	asm-translate-queue -N $NOW return < mail > "$OUT" 2> "$ERR"
	status=$?
	if [ "$want" = - ]; then
		is "$status $(sed -n 's/^Unplaced: //p' "$OUT")" '0 yes' "$file: for a person"
	else
		is "$status $(sed -n 's/^Accepted: //p' "$OUT")" "0 $want" "$file"
		is "$(sed -n 's/^Check: //p' "$OUT")" '' "$file: nothing suspicious"
	fi
done < manifest
done_testing
