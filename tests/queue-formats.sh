# shellcheck shell=sh
# Behind tests/site.sh: a post as work, and what fills packages in.
queue()
{
	asm-translate-queue -N "$NOW" "$@"
}

formats_site()
{
	post sol 'Asamblea & "abierta" <el lunes>' 'Queridas asambleas, os escribimos para contar lo que hicimos ayer en la plaza.

- Traed sillas
- Traed agua a las 19:30

> Nos preguntasteis cuándo.

Nos vemos en https://sol.example/plaza para hablar.' > one
	asm-select | queue add -l en
	item=$(queue list --tsv | sed -n '2s/	.*//p')
	cp "$ASM_SITE/private.db" before.db
}

# The translation of each segment, by number.
english()
{
	cat <<-'END'
	1	An assembly, open & "free", <on Monday>
	2	Dear assemblies, we write to tell what we did yesterday in the square.
	3	Bring chairs
	4	Bring water at 19:30
	5	You asked us when.
	6	We meet at https://sol.example/plaza to talk.
	END
}

fill_po()
{
	english > english
	perl -e 'open F, "english"; while (<F>) { chomp; ($n, $t) = split /\t/; $t =~ s/"/\\"/g; $t{$n} = $t }
		while (<>) { $n = $1 if /^msgctxt ".*:(\d+)"/; s/^msgstr ""/msgstr "$t{$n}"/ if $n; print }' "$1"
}

fill_xliff()
{
	english > english
	perl -0777 -e 'open F, "english"; $_ = <F>; for (split /\n/) { ($n, $t) = split /\t/;
		$t =~ s/&/&amp;/g; $t =~ s/</&lt;/g; $t =~ s/>/&gt;/g; $t =~ s!(https://\S+)!<ph id="1">$1</ph>!; $t{$n} = $t }
		$_ = <>; s!(<trans-unit id="(\d+)">.*?<target[^>]*>).*?(</target>)!$1$t{$2}$3!gs; print' "$1"
}

# The queue as it was at first.
afresh()
{
	rm -f "$ASM_SITE"/private.db*
	cp before.db "$ASM_SITE/private.db"
}

# returned DESCRIPTION FILE: everything comes back to its place, into a queue as it was at first.
returned()
{
	afresh
	run asm-translate-queue -N "$NOW" return < "$2"
	is "$STATUS $(sed -n 's/^State: //p; s/^Accepted: //p' "$OUT" | paste -sd ' ' -)" '0 returned 1 2 3 4 5 6' "$1"
	english | cut -f 2 > want
	asm-translate-queue -N "$NOW" show "$item" | perl -00 -ne 'chomp; s/\n/ /g; print "$_\n" unless /^\[\[/' > got
	same got want "$1: word for word"
}
