#!/bin/sh
# The main job on an ordinary server: a real Postfix and procmail in front, a real Postfix behind.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
need_postfix
kills

ok 'the sample network' live_sample
ok 'a sink' start_sink
ok 'Postfix' start_postfix
cd "$LIVE/home" || exit 1
tab=$(printf '\t')

posts()
{
	as_user asm-select --type post | grep -c '^Asm-Number: '
}
titled()	# SUBJECT: how many posts have it
{
	as_user asm-select --type post | grep -c "^Subject: $1"
}
# The token of the newest letter to somebody: the local part of its Reply-To.
token()	# ADDRESS
{
	grep -l "^X-Rcpt-Args: <$1>" "$LIVE/sink"/* | xargs ls -t | head -1 | xargs cat | tr -d '\r' |
	    sed -n 's/^\(Reply-To\|From\):.*<\{0,1\}\(confirm+[^@<> ]*@lists\.example\).*/\2/p' | head -1
}
unproved()	# CONTACT SUBJECT: a mail in her name that nothing proves
{
	printf 'From: %s\nTo: assemblies@lists.example\nDate: %s\nMessage-ID: <%s@forger.example>\nSubject: %s\n\nSe aplaza la asamblea, compañeras y compañeros.\n' \
	    "$1" "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')" "$(printf %s "$2" | tr -cd a-z)" "$2"
}
answer()	# CONTACT TEXT [HEADER-LINE...]: a reply
{
	answer_from=$1
	answer_text=$2
	shift 2
	printf 'From: %s\nDate: %s\nMessage-ID: <%s@answer.example>\nSubject: Re: your mail\n' "$answer_from" \
	    "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')" "$(date +%N)"
	[ $# -eq 0 ] || printf '%s\n' "$@"
	printf '\n%s\n' "$answer_text"
}

# ---- proved: posted, and out again ----

while IFS=$tab read -r file _ recipient _; do
	like "$(smtp "sender@mail.example" "$recipient" < "$file")" '^250 ' "Postfix takes $file"
done <<END
$(grep '^mails/0[123]' "$ROOT/tests/sample/manifest.tsv")
END
ok 'the queue is empty' settle
is "$(posts)" 3 'three posts'
is "$(sunk | grep -c ' noor@reader.example ')" 3 'an observer got each once'
like "$(sunk)" '^bounce\+?[^ ]*@lists\.example noor@' 'a bounce would come back to us'
smtp sender@mail.example assemblies@lists.example < mails/01-monday-call.eml > /dev/null
ok 'the same mail again' settle
is "$(posts) $(sunk | grep -c ' noor@reader.example ')" '3 3' 'is the post that there is, and sent to nobody again'
kind=$(as_user asm-select --type post | asm-show --fields Kind | grep -c proposal)
smtp sender@mail.example assemblies+proposal@lists.example < mails/08-porto-de-acordo.eml > /dev/null
ok 'assemblies+proposal@' settle
is "$(as_user asm-select --type post | asm-show --fields Kind | grep -c proposal)" $((kind + 1)) \
    'the extension says what it is'

# ---- challenged: confirmed, denied, answered by a machine ----

contact=$(sed -n 's/^Address: //p' "$ROOT/tests/sample/assemblies" | head -1)
other=$(sed -n 's/^Address: //p' "$ROOT/tests/sample/assemblies" | sed -n 2p)
before=$(posts)
unproved "$contact" 'unproved one' | smtp forger@evil.example assemblies@lists.example > /dev/null
ok 'an unproved mail in the name of a contact' settle
is "$(posts)" "$before" 'is no post'
is "$(sunk " $contact " | wc -l | tr -d ' ')" 1 'the registered contact is asked'
like "$(sunk " $contact ")" "^ $contact " 'from nobody: no bounce can come of it'
address=$(token "$contact")
like "$address" '^confirm\+' 'with a token'

answer "$contact" 'I am away until Monday.' 'Auto-Submitted: auto-replied' | smtp '' "$address" > /dev/null
answer "$contact" 'Yes' 'Auto-Submitted: auto-replied' 'Precedence: bulk' | smtp "$contact" "$address" > /dev/null
ok 'two answers of machines' settle
is "$(posts)" "$before" 'confirm nothing, whatever they say'
answer "$contact" 'What is this?' | smtp "$contact" "$address" > /dev/null
ok 'neither yes nor no' settle
is "$(posts)" "$before" 'confirms nothing'
answer "$contact" 'Yes' | smtp "$contact" "$address" > /dev/null
ok 'yes' settle
is "$(posts) $(titled 'unproved one')" "$((before + 1)) 1" 'is a post'
answer "$contact" 'Yes' | smtp "$contact" "$address" > /dev/null
ok 'yes again' settle
is "$(posts)" $((before + 1)) 'is no second one'

unproved "$other" 'unproved two' | smtp forger@evil.example assemblies@lists.example > /dev/null
ok 'another' settle
answer "$other" 'No, that was not us.' | smtp "$other" "$(token "$other")" > /dev/null
ok 'no, that was not us' settle
is "$(titled 'unproved two')" 0 'it is not posted'
unlike "$(as_user asm-hold list)" "^Assembly: $(sed -n 's/^Id: //p' "$ROOT/tests/sample/assemblies" | sed -n 2p)$" \
    'and not held any more'
answer "$other" 'Yes' | smtp "$other" "$(token "$other")" > /dev/null
ok 'a yes that comes too late' settle
is "$(titled 'unproved two')" 0 'posts nothing'

# ---- what a forger sends is never answered ----

before=$(posts)
n=0
for file in forgeries/*.eml; do
	n=$((n + 1))
	smtp "forger$n@evil.example" assemblies@lists.example < "$file" > said || diag "$file: $(cat said)"
done
ok "$n forgeries by SMTP" test "$n" -ge 30
ok 'they are decided' settle 60
is "$(posts)" "$before" 'none is a post'
unlike "$(sunk)" 'evil\.example' 'no forger got an answer'
asked=$(sunk | sed -n 's/^[^ ]* \([^ ]*\) .*/\1/p' | grep -v 'reader\.example' | sort -u)
unlike "$(printf '%s\n' "$asked" | grep -vxF "$(sed -n 's/^Address: //p' "$ROOT/tests/sample/assemblies")")" . \
    'nobody but observers and registered contacts ever got a mail'

# A second mail behind a false end of the first: other servers' ends are not ours.
for end in '\n.\n' '\n.\r\n' '\r\n.\n' '\r.\r' '\r.\r\n'; do
	{
		printf 'From: x@evil.example\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\nSubject: smuggler\r\n\r\ntext'
		# shellcheck disable=SC2059 # the format is the point
		printf "$end"
		printf 'MAIL FROM:<%s>\r\nRCPT TO:<assemblies@lists.example>\r\nDATA\r\nFrom: %s\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n' \
		    "$contact" "$contact"
	} | smtp_raw x@evil.example assemblies@lists.example > said
	like "$(cat said)" '^[2-5]' "an end made of $end"
done
settle
is "$(as_user asm-hold list | grep -c '^Verdict: 10')" \
    "$(as_user asm-hold list --tsv | awk -F '\t' '$2 == 10' | wc -l | tr -d ' ')" 'records and table agree'
smuggled=0
for id in $(as_user asm-hold list --tsv | sed 1d | cut -f 1); do
	! as_user asm-hold show --raw "$id" | sed '/^$/q' | grep -q '^Subject: smuggled' || smuggled=$((smuggled + 1))
done
is "$smuggled" 0 'no smuggled second mail was taken for one'
is "$(titled smuggled)" 0 'or posted'

# Malformed, but by SMTP all the same.
for mail in '' 'no header at all' 'From: a@b.example' ': x' "$(printf 'From: \303\050\n\nx')"; do
	printf '%s' "$mail" | smtp forger@evil.example assemblies@lists.example > /dev/null
done
ok 'malformed mail is decided' settle
unlike "$(sunk)" 'evil\.example' 'and not answered'

# ---- trouble: Postfix keeps the mail, and it is decided once, later ----

before=$(posts)
waits()	# FILE
{
	smtp sender@mail.example "$(grep "^$1" "$ROOT/tests/sample/manifest.tsv" | cut -f 3)" < "$1" > /dev/null
	sleep 2
	is "$(posts_there) $(kept)" "${2:-$before} 1" "$1 is kept"
}
posts_there()
{
	posts 2> /dev/null
}
mv site site.away
waits mails/05-verbale.eml 0
mv site.away site
ok 'the site is there again' settle
is "$(posts)" $((before + 1)) 'it is a post'

mv "$LIVE/bin/asm-verify" "$LIVE/bin/away"
before=$(posts)
waits mails/06-tool-library.eml
mv "$LIVE/bin/away" "$LIVE/bin/asm-verify"
ok 'a program that was missing' settle
is "$(posts)" $((before + 1)) 'it is a post'

mv "$LIVE/procmailrc" "$LIVE/procmailrc.away"
before=$(posts)
waits mails/07-caisse.eml
mv "$LIVE/procmailrc.away" "$LIVE/procmailrc"
ok 'the procmailrc was missing' settle
is "$(posts)" $((before + 1)) 'it is a post'

# A disk of its own, and it is full: for what is only looked at, and for the databases.
before=$(posts)
asked=$(sunk " $contact " | wc -l)
mv site site.away
if mkdir -m 700 site && mount -t tmpfs -o size=16m,mode=700,uid="$(id -u "$LIVE_USER")",gid="$(id -g "$LIVE_USER")" none site 2> /dev/null; then
	cp -Rp site.away/. site/
	as_user sh -c 'cat /dev/zero > site/full' 2> /dev/null
	smtp sender@mail.example assemblies@lists.example < mails/13-nakhil-muwafaqa.eml > /dev/null
	unproved "$contact" 'unproved three' | smtp forger@evil.example assemblies@lists.example > /dev/null
	sleep 2
	is "$(posts) $(queue)" "$before 2" 'a full disk: both mails are with Postfix'
	# Room for a mail, not for what is written about it.
	as_user sh -c 'truncate -s -16k site/full'
	flush
	sleep 2
	is "$(posts) $(kept)" "$before 2" 'nearly full: they are kept'
	rm -f site/full
	ok 'there is room again' settle 60
	is "$(posts)" $((before + 1)) 'one is a post'
	is "$(sunk " $contact " | wc -l)" $((asked + 1)) 'about the other its contact is asked, once'
	is "$(sunk ' noor@reader.example ' | sort | uniq -d)" '' 'nobody got anything twice'
	cp -Rp site/. site.away/
	umount site
else skip 'a full disk' 'no tmpfs can be mounted'; fi
rmdir site
mv site.away site

# Another writer holds the database for longer than anybody waits.
before=$(posts)
if command -v sqlite3 > /dev/null; then
	as_user sh -c '{ echo "BEGIN IMMEDIATE;"; sleep 5; echo "ROLLBACK;"; } | sqlite3 site/public.db' &
	sleep 1
	smtp sender@mail.example assemblies@lists.example < mails/09-forn-esmena.eml > /dev/null
	sleep 1
	is "$(posts)" "$before" 'a locked database'
	wait $!
	ok 'is waited for' settle
	is "$(posts)" $((before + 1)) 'it is a post'
else skip 'a locked database' 'no sqlite3(1)'; fi

# ---- the way out: Postfix is away, refuses, comes back ----

got=$(sunk ' noor@reader.example ' | wc -l)
live_deliver 'smtp 127.0.0.1:1'
smtp sender@mail.example assemblies@lists.example < mails/10-iatreio.eml > /dev/null
ok 'a mail that cannot leave' settle
is "$(sunk ' noor@reader.example ' | wc -l)" "$got" 'did not'
live_deliver "$LIVE_DELIVER"
as_user asm-cron -N "$(date -u -d '+10 minutes' +%Y-%m-%dT%H:%M:%SZ)" often
settle
is "$(sunk ' noor@reader.example ' | wc -l)" $((got + 1)) 'cron sends it'

# ---- an alias instead of a transport ----

sed "s|/usr/bin/procmail|$(command -v procmail)|; s|/etc/asm/procmailrc|$LIVE/procmailrc|; s|^owner:.*||; s|^help:.*||" \
    "$ROOT/scripts/aliases" > "$LIVE/home/aliases"
chown "$LIVE_USER" "$LIVE/home/aliases"
chmod 755 "$LIVE/home"
"${POSTFIX%/*}/postconf" -c "$LIVE/etc" -e "alias_maps = texthash:$LIVE/home/aliases" \
    'mydestination = lists.example' 'virtual_mailbox_domains =' 'virtual_mailbox_maps =' \
    'virtual_alias_maps ='
printf '' > "$LIVE/home/aliases.map"
"$POSTFIX" -c "$LIVE/etc" reload > /dev/null 2>&1
sleep 1
before=$(posts)
smtp sender@mail.example assemblies+help@lists.example < mails/11-park-forumu.eml > /dev/null
settle
maillog | tail -5 > last
if grep -q 'relay=local' last; then
	is "$(posts)" $((before + 1)) 'a mail by way of an alias is a post'
else skip 'an alias' "$(grep -m 1 -o 'status=.*' last)"; fi

is "$(queue)" 0 'nothing is left in the queue'
unlike "$(maillog | grep -E 'asm-(verify|post|hold|deliver|intake):')" 'reader\.example|evil\.example' \
    'what we say in the log names no observer and no stranger'
# ---- cron ----

# The lines of scripts/crontab, as cron would run them: by sh, at home, with what the file sets and nothing else.
# Only the paths are other ones.
cron_lines()
{
	sed -e "s|^PATH=.*|PATH=$LIVE/bin:/usr/bin:/bin|" -e "s|^ASM_SITE=.*|ASM_SITE=$ASM_SITE|" "$ROOT/scripts/crontab" > "$LIVE/crontab"
	sed -n 's/^\([A-Z_]*=.*\)/\1/p' "$LIVE/crontab" > "$LIVE/cron.env"
	sed -n 's/^[*0-9][^	]*	//p' "$LIVE/crontab" > "$LIVE/cron.lines"
	while read -r line; do
		# shellcheck disable=SC2046 # settings without blanks
		as_user env -i HOME="$LIVE/home" LOGNAME="$LIVE_USER" SHELL=/bin/sh $(cat "$LIVE/cron.env") ${ASAN_OPTIONS:+"ASAN_OPTIONS=$ASAN_OPTIONS"} \
		    /bin/sh -c "cd && $line" < /dev/null
		echo "$? $line"
	done < "$LIVE/cron.lines"
}
# Other people's servers are away.
printf '#!/bin/sh\ncat > /dev/null\necho "asm-fetch: away" >&2\nexit 75\n' > "$LIVE/bin/asm-fetch.new"
chmod 755 "$LIVE/bin/asm-fetch.new"
mv "$LIVE/bin/asm-fetch.new" "$LIVE/bin/asm-fetch"
cron_lines > lines.out 2>&1
is "$(sed '/asm-cron nightly/q' lines.out | grep -v away | paste -sd , -)" '0 asm-cron often,0 asm-cron hourly,0 asm-cron nightly' 'the lines of the crontab: done, and nothing to mail'
is "$(grep -c away lines.out)" "$(sed -n '/hourly/,$p' lines.out | grep -c away)" 'but who was away, once a day'

events > told
ok "$(wc -l < told | tr -d ' ') lines tell what was done" test "$(grep -c '^asm-verify: mail=[0-9a-f]* verdict=' told)" -gt 40
like "$(cat told)" "^asm-post: mail=[0-9a-f]{16} type=post number=$(posts) " 'the newest post, too'
unlike "$(grep -Ev '^asm-[a-z-]+: [a-z]+=[!-<>-~]+( [a-z]+=[!-<>-~]+)*$' told)" '@|evil|reader' 'what is not for machines names nobody'
unlike "$(cat told)" '@' 'no line of all holds an address'
is "$(grep -c '^asm-cron: job=[a-z]* status=0 ' told)" 3 'cron, too'
exits 0 'asm-site check' as_user asm-site check
[ ! -s "$OUT" ] || diag "$(cat "$OUT")"
done_testing
