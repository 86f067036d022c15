#!/bin/sh
# The attack set of ../shared, by SMTP: what becomes of it, and who gets an answer.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"

ATTACKS=$ROOT/../shared/corpora/auth/attacks
[ -f "$ATTACKS/MANIFEST.tsv" ] || skip_all 'no ../shared/corpora/auth'
LIVE_LIST=interasambleas@lista.example
LIVE_NOW=@1795246300		# shortly after they were signed
need_postfix

cp "$ATTACKS/keys.txt" "$LIVE/home/keys.txt"
chmod 644 "$LIVE/home/keys.txt"
ok 'a site' as_user env HOME="$LIVE/home" sh -c '
	cd "$HOME" &&
	asm-site init -q -N @1795240000 -t "A list" '$LIVE_LIST' &&
	printf "Id: the.one\nName: One\nPlace: Here\nLanguages: es\nAddress: contacto@asamblea.example\n" |
	    asm-directory add -N @1795240000 > id &&
	asm-directory endorse -N @1795240000 --why test the.one > id &&
	asm-observers -N @1795240000 add ana@reader.example'
cd "$LIVE/home" || exit 1
live_deliver "$LIVE_DELIVER"
sed -e "s|^#Key-File:.*|Key-File: $LIVE/home/keys.txt|" -e 's|^#Authserv-Id:.*|Authserv-Id: mx.lista.example|' \
    -e 's|^#Mx-Host:.*|Mx-Host: mx.lists.example|' "$ASM_SITE/asm.conf" > conf
cat conf > "$ASM_SITE/asm.conf"
ok 'a sink' start_sink
ok 'Postfix' start_postfix

posts()
{
	as_user asm-select -N $LIVE_NOW --type post | grep -c '^Asm-Number: '
}

held()
{
	as_user asm-hold list --tsv | sed 1d | wc -l | tr -d ' '
}

kinds=0
while IFS='	' read -r file outcome reason; do
	case $file in '#'*|'') continue ;; esac
	before=$(posts)
	kept=$(held)
	sender=forger@evil.example
	[ "$file" != null-return.eml ] || sender=
	said=$(grep -v '^From ' "$ATTACKS/$file" | smtp "$sender" $LIVE_LIST)
	settle 20 || diag "$file is still in the queue: $(maillog | tail -2)"
	after=$(posts)
	case $outcome in
	# Several say the same, which is one post.
	accept*)	is "$((after > 0)) $(held)" "1 $kept" "$file is the post: $reason" ;;
	*)		kinds=$((kinds + 1))
			is "$((after - before))" 0 "$file is no post: $outcome, $reason (${said%% *})" ;;
	esac
done < "$ATTACKS/MANIFEST.tsv"
ok "$kinds kinds of attack" test "$kinds" -ge 30
unlike "$(sunk)" 'evil\.example|attack' 'no forger got an answer'
is "$(sunk | sed -n 's/^[^ ]* \([^ ]*\) .*/\1/p' | sort -u | paste -sd ' ' -)" \
    'ana@reader.example contacto@asamblea.example' 'only the observer and the registered contact got mail'
is "$(queue)" 0 'nothing is left in the queue'
done_testing
