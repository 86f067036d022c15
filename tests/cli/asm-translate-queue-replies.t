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
asm-select | asm-translate-queue -N $NOW add -l ar,he,el,ru,zh,en,tr,de,fr,fa
asm-translate-queue -N $NOW list --tsv | sed 1d | cut -f 1 > items
cp "$ASM_SITE/private.db" before.db
tab=$(printf '\t')
grep -v '^#' "$ROOT/tests/replies/manifest.tsv" > manifest
grep -v '^#' "$ROOT/tests/replies/said.tsv" > said.tsv
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
		asm-translate-queue -N $NOW show "$item" > shown
		is "$(perl -CSD -Mutf8 -e 'my ($language, $numbers) = @ARGV; sub bare { my $s = shift; $s =~ s/\s+//g;
			$s =~ tr/٠-٩۰-۹/0-90-9/; $s } open F, "said.tsv"; while (<F>) { ($l, $n, $t) = split /\t/; $want{$n} = bare($t) if $l eq $language }
			open F, "shown"; undef $/; my $s = <F>; while ($s =~ /\[\[(\d+)\]\]\n(.*?)(?=\[\[)/sg) { $said{$1} = bare($2) }
			for (split / /, $numbers) { print "[[$_]] $said{$_}\n" if $said{$_} ne $want{$_} }' "$language" "$want")" '' "$file: word for word"
	fi
done < manifest
done_testing
