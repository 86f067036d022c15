#!/bin/sh
# The published ways to forge a From (espoofer's table, in ../shared), by SMTP through a real Postfix: none is
# accepted.  And second mails smuggled behind false ends of a first: with the settings we print there are none.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"

TABLE=$ROOT/../shared/corpora/auth/espoofer/cases.tsv
[ -f "$TABLE" ] || skip_all 'no ../shared/corpora/auth'
command -v openssl > /dev/null || skip_all 'openssl is not installed'
need_postfix

mkdir cases
# The one that DKIM cannot tell, also in the name of a contact of that provider who wants to be asked.
{ cat "$TABLE"; sed -n 's/^client_a3/&_token/p' "$TABLE" | sed 's/admin@/careful@/'; } > table
ok 'the cases' "$ROOT/tests/live/espoofer.pl" table cases "$(date +%s)" 2> /dev/null
cp cases/keys.txt "$LIVE/home/keys.txt"
chmod 644 "$LIVE/home/keys.txt"
ok 'a site' as_user env HOME="$LIVE/home" sh -c '
	cd "$HOME" &&
	asm-site init -q -t "A list" assemblies@lists.example &&
	printf "Id: own.domain\nName: One\nPlace: Here\nLanguages: en\nAddress: admin@legitimate.com\n" > own &&
	printf "Id: provider\nName: Two\nPlace: There\nLanguages: en\nAddress: admin@example.com\n" > provider &&
	printf "Id: careful\nName: Three\nPlace: There\nLanguages: en\nAddress: careful@example.com\nPolicy: token\n" > careful &&
	asm-directory import own provider careful > ids &&
	asm-directory endorse --why test own.domain provider careful > ids &&
	asm-observers add ana@reader.example'
sed "s|^#Key-File:.*|Key-File: $LIVE/home/keys.txt|" "$ASM_SITE/asm.conf" > conf
cat conf > "$ASM_SITE/asm.conf"
live_deliver "$LIVE_DELIVER"
ok 'a sink' start_sink
ok 'Postfix' start_postfix

posted()	# the subjects of all posts
{
	as_user asm-select --type post | sed -n 's/^Subject: //p' | paste -sd ' ' -
}

# held: lines of "VERDICT REASON SUBJECT".
held()
{
	as_user asm-hold list --tsv | sed 1d | cut -f 1-3 | while IFS='	' read -r id verdict reason; do
		echo "$verdict $reason $(as_user asm-hold show --raw "$id" | sed -n 's/^Subject: //p' | head -1)"
	done
}

# ---- the table ----

for mail in cases/*.eml; do
	id=$(basename "$mail" .eml)
	# What Postfix does not take from that sender may come from another.
	SMTP_HELO=$(cat "cases/$id.helo")
	export SMTP_HELO
	said=$(smtp "$(cat "cases/$id.from")" assemblies@lists.example < "$mail") ||
	    said=$(smtp any@attack.com assemblies@lists.example < "$mail") || diag "$id: $said"
	like "$said" '^[25]' "$id is answered"
done
unset SMTP_HELO
ok 'all are decided' settle 60
is "$(posted)" client_a3 'nothing is a post but what the provider signed itself for another of its accounts'
held > verdicts
missing=$(for mail in cases/*.eml; do
	id=$(basename "$mail" .eml)
	[ "$id" = client_a3 ] || grep -Eq "^1[012] [a-z-]+ $(printf %s "$id" | sed 's/+/[+]/')\$" verdicts || echo "$id"
done)
# To Postfix that sender is a comment, and the mail a bounce: those are dropped.
is "$(printf '%s' "$missing" | paste -sd ' ' -)" 'server_a2+signed server_a2' \
    'every other is held: to be asked about, of an unknown, or malformed; but for a bounce'
unlike "$(sunk | sed -n 's/^[^ ]* \([^ ]*\) .*/\1/p')" 'attack|sender\.legitimate|mailfrom' 'no forger got an answer'

is "$(grep client_a3 verdicts)" '10 token-policy client_a3_token' 'the contact with the policy "token" is asked'
ok 'by a letter' test "$(sunk ' careful@example\.com ' | wc -l)" -eq 1

# ---- smuggling: another server's idea of where a mail ends is not ours ----

ENDS='\n.\n \n.\r\n \r\n.\n \r.\r \r.\r\n \r\n.\r \r.\n \n.\r \r\n\0.\r\n \r\n.\0\r\n'

# smuggle N END: a mail that ends so, and one behind it that its server did not see.
smuggle()
{
	{
		printf 'From: x@evil.example\r\nDate: %s\r\nSubject: carrier %s\r\n\r\ntext' "$(LC_ALL=C date -R)" "$1"
		# shellcheck disable=SC2059 # the format is the point
		printf "$2"
		printf 'MAIL FROM:<x@evil.example>\r\nRCPT TO:<assemblies@lists.example>\r\nDATA\r\nFrom: admin@legitimate.com\r\n'
		printf 'Date: %s\r\nSubject: smuggled %s\r\n\r\nWe are all for it.\r\n.\r\n' "$(LC_ALL=C date -R)" "$1"
	} | smtp_raw x@evil.example assemblies@lists.example
}

# all_ends FIRST-NUMBER: how many smuggled mails arrived as mails of their own.
all_ends()
{
	n=$1
	for end in $ENDS; do
		smuggle "$n" "$end" > said
		grep -q '^[2-5]' said || diag "no answer to the end $end"
		n=$((n + 1))
	done
	settle 30 || diag "$(queue) mails are left"
	held | grep -c " smuggled "
}

is "$(all_ends 100)" 0 'a second mail behind ten kinds of false ends is none'
before=$(held | grep -c ' carrier ')
ok 'and the first ones arrived, or were refused' test "$before" -ge 1
stop_postfix
sed -e '/^smtpd_forbid_bare_newline/d' -e '/^smtpd_data_restrictions/d' -e '/^smtpd_discard_ehlo_keywords/d' "$LIVE/etc/main.cf" > main
{ cat main; echo 'smtpd_forbid_bare_newline = no'; } > "$LIVE/etc/main.cf"
"$POSTFIX" -c "$LIVE/etc" start >> "$LIVE/log/start" 2>&1
live_listens "$SMTP_PORT"
smuggled=$(all_ends 200)
ok "without the settings there are ($smuggled): so this can be seen" test "$smuggled" -ge 1
is "$(posted)" client_a3 'even then none is a post'
done_testing
