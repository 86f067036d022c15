#!/bin/sh
# asm-site check finds what is wrong, each thing with its cure, and nothing else.  Tampering with articles and tables is in
# asm-site.t; this is the rest of a server.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/good"
asm-observers -N 2026-11-02 add ana@reader.example
post sol 'Uno' > /dev/null
asm-cron -N $NOW often
asm-cron -N $NOW hourly
asm-cron -N $NOW nightly > /dev/null
exits 0 'a good site' asm-site -N $NOW check
is "$(cat "$OUT")" '' 'has no findings'
faults=0

# plant DESCRIPTION ERE COMMAND...: in a copy of the good site; check says one thing, which matches.
plant()
{
	what=$1
	line=$2
	shift 2
	rm -rf site
	cp -Rp good site
	ASM_SITE=$SCRATCH/site
	sed -i "s|$SCRATCH/good|$SCRATCH/site|" site/asm.conf
	"$@" > /dev/null 2>&1
	exits 1 "$what" asm-site -N "${AT:-$NOW}" check
	is "$(wc -l < "$OUT" | tr -d ' ')" 1 'one finding' || diag "$(cat "$OUT")"
	like "$(cat "$OUT")" "$line" 'with its cure'
	faults=$((faults + 1))
}
inside()	# COMMAND: in the site
{
	(cd site && sh -c "$1")
}
conf()	# LINE: in the place of what asm.conf says
{
	sed -i "/^${1%%:*}:/d" site/asm.conf
	printf '%s\n' "$1" >> site/asm.conf
}

# files and secrets
plant 'secret open to others' 'secret: open .*chmod 600' inside 'chmod 640 secret'
plant 'private.db open to others' 'private\.db: open .*chmod 600' inside 'chmod 644 private.db'
plant 'tmp open to others' 'tmp: open .*chmod 700' inside 'chmod 711 tmp'
plant 'no stuck' 'stuck: .*run asm-site init' inside 'rm -r stuck'
plant 'a file in the place of tmp' 'tmp: not a directory: .*asm-site init' inside 'rm -rf tmp; touch tmp; chmod 600 tmp'
plant 'a secret that is none' 'secret: not 32 bytes.*restore it from a backup' inside 'echo hello > secret'
plant 'a key that is none' 'key: not 32 bytes.*restore it from a backup' inside 'echo hello > key'
plant 'another key' 'another key .*restore whichever' inside 'printf "%064d\n" 9 > key'
plant 'words that cannot be read' 'words/es.*correct that file' inside 'echo "Nonsense without a colon" > words/es'

# databases
plant 'no private.db' 'private\.db.*restore it from a backup' inside 'rm private.db*'
plant 'a public.db that is none' 'public\.db.*restore it from a backup' inside 'rm public.db-*; head -c 8192 /dev/urandom > public.db'
plant 'another database' 'public\.db.*no public database.*restore' inside 'rm public.db* && cp private.db public.db'
plant 'a line of the file of contacts' 'public\.db-contacts is not .*asm-site rebuild' inside \
    'asm-site -S . rebuild -q && tr a b < public.db-contacts | sed "1s/.*/$(head -1 public.db-contacts)/" > new && cat new > public.db-contacts; rm new'
plant 'a restored site' 'was restored .*asm-site resume' inside 'touch restored'
if command -v sqlite3 > /dev/null; then
	plant 'a database of a newer asm' 'newer asm.*restore' inside 'sqlite3 private.db "PRAGMA user_version = 999"'
	plant 'a row that belongs to none' 'private\.db: table item.*restore' inside \
	    "sqlite3 private.db \"INSERT INTO item (work, language, state, since, rank, due, arrival, words) VALUES (99, 'es', 'open', 0, 0, 0, 0, 1)\""
	plant 'a table that lies' 'table assembly .*asm-site rebuild' inside "sqlite3 public.db \"UPDATE assembly SET name = 'x'\""
else skip 'three faults in databases' 'no sqlite3(1)'; fi

# around it
plant 'mail that is stuck' '1 mails in stuck/new.*asm-intake' inside 'mkdir -p stuck/new; echo x > stuck/new/1'
plant 'mail that waits for ever' '1 mails in incoming wait .*asm-spool --run' inside 'echo x > incoming/1.again; touch -t 202601010000 incoming/1.again'
plant 'what a killed run left' '1 things in tmp are older.*remove' inside 'mkdir tmp/intake.x; touch -t 202601010000 tmp/intake.x'
plant 'a mail server that is not there' 'Deliver: /usr/lib/nosuch: .*install' conf 'Deliver: sendmail /usr/lib/nosuch'
plant 'an LMTP server that is not there' 'Deliver: /nosuch/lmtp: no socket' conf 'Deliver: lmtp /nosuch/lmtp'
plant 'keys that cannot be read' 'Key-File: .*no mail can be proved' conf 'Key-File: nosuch.txt'
plant 'a job of cron that never ran' 'cron/hourly is missing.*install the crontab' inside 'rm cron/hourly cron/since'
plant 'a job that failed' 'cron/often: .*status 75: run asm-cron often' inside 'sed -i "s/^Status: .*/Status: 75/" cron/often'
plant 'a note of cron that is none' 'cron/nightly cannot be understood: remove' inside 'echo hello > cron/nightly'
AT=$(later 7000)
plant 'a cron that died' 'cron/often: .*116 minutes ago.*is cron alive' true
AT=2026-11-20
plant 'a clock that runs behind' 'time to come: set the clock right' true
AT=

unsent()
{
	post sol 'Dos' '' "$NOW" > /dev/null
	sed -i "s/^Ran: .*/Ran: $AT/" site/cron/often site/cron/hourly site/cron/nightly
}
AT=$(later 7500)
plant 'a post that was not planned' 'wait for 12[0-9] minutes to be planned: run asm-deliver' unsent
unsendable()
{
	unsent
	conf 'Deliver: smtp 127.0.0.1:1'
	asm-deliver -N $NOW < /dev/null
}
plant 'a post that does not leave' '1 slices and letters wait .*run asm-deliver -v' unsendable
AT=

if [ "$(id -u)" -ne 0 ]; then
	mkdir locked
	chmod 500 locked
	plant 'a Maildir that is not ours' 'Deliver: .*let user' conf "Deliver: maildir $SCRATCH/locked"
fi

# Postfix, where its settings are
if [ -x /usr/sbin/postconf ]; then
	mkdir etc
	cp /etc/postfix/master.cf etc/ 2> /dev/null || : > etc/master.cf
	echo 'asm unix - n n - 4 pipe user=nobody argv=/bin/true' >> etc/master.cf
	cat > right.cf <<-END
		message_size_limit = 20971520
		maximal_queue_lifetime = 5d
		recipient_delimiter = +
		smtpd_forbid_bare_newline = normalize
		asm_destination_recipient_limit = 1
		smtpd_forbid_bare_newline_exclusions =
	END
	mail_server()	# SED-EXPRESSION
	{
		sed "$1" right.cf > etc/main.cf
		conf "Postfix: $SCRATCH/etc"
	}
	plant 'Postfix: mail that is too small' "message_size_limit is '1000'.*postconf -e" mail_server 's/= 20971520/= 1000/'
	plant 'Postfix: mail that bounces too early' 'maximal_queue_lifetime.*postconf -e' mail_server 's/= 5d/= 1d/'
	plant 'Postfix: no extensions' 'recipient_delimiter.*postconf -e' mail_server '/delimiter/d'
	plant 'Postfix: smuggling' 'smtpd_forbid_bare_newline.*postconf -e' mail_server 's/normalize/no/'
	plant 'Postfix: two addresses at once' 'asm_destination.*postconf -e' mail_server 's/= 1$/= 50/'
	plant 'Postfix: nothing there' 'no configuration there: correct asm.conf' conf "Postfix: $SCRATCH/nosuch"
	mail_server ''
	cp -Rp good site2
	ASM_SITE=$SCRATCH/site2; export ASM_SITE
	sed -i "s|$SCRATCH/good|$SCRATCH/site2|" site2/asm.conf
	printf 'Postfix: %s\n' "$SCRATCH/etc" >> site2/asm.conf
	exits 0 'a Postfix that is right' asm-site -N $NOW check
else skip 'six faults of Postfix' 'Postfix is not installed'; fi

ok "$faults faults, each found with its cure" test $faults -ge 20
exits 0 'and the good site is good' asm-site -S good -N $NOW check
done_testing
