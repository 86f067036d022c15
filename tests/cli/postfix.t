#!/bin/sh
# scripts/postfix: what it prints is right, each single thing that is wrong is found, and the cure that is named cures.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

PATH=$PATH:/usr/sbin:/usr/local/sbin
postfix=$ROOT/scripts/postfix
LIST=assemblies@lists.example
: > procmailrc
printf '#!/bin/sh\n' > procmail
chmod +x procmail
ours()	# PRINT-OR-CHECK [LIST]
{
	"$postfix" -c conf -u "$(id -un)" -r "$SCRATCH/procmailrc" -m "$SCRATCH/procmail" "$@"
}

for args in '' print 'print nobody' 'print @x' 'print a@b@c' 'print a@' 'look a@b.example' "print a@b'.example" '-x print a@b.example'; do
	# shellcheck disable=SC2086 # words of a command line
	exits 64 "called wrongly: $args" "$postfix" $args
done
mkdir conf
exits 0 'print' ours print $LIST
cp "$OUT" print
is "$(cat "$ERR")" '' 'says nothing else'
like "$(cat print)" "^  argv=$SCRATCH/procmail -t -m $SCRATCH/procmailrc \\$.recipient.\$" 'master.cf'
is "$(awk 'length > 200 && /^#/' print)" '' 'reasons that fit a screen'
is "$(awk '/^[a-z_]+ =/ { if (reason == 0) print $1; reason = 0 } /^# / { reason = 1 }' print)" '' 'each setting has its reason'
command -v postconf > /dev/null || {
	skip 'what is found' 'no postconf: Postfix is not installed'
	PATH=/usr/bin:/bin exits 69 'without Postfix' ours check $LIST
	done_testing
}

fresh()
{
	sed '/^# ---- master/,$d' print > conf/main.cf
	sed '1,/^# ---- master/d' print > conf/master.cf
}
# cures FINDINGS: the commands that are named; what stands behind them, in brackets, is the reason.
cures()
{
	sed -n "s/^.*\(postconf -M\{0,1\}e '[^']*'\).*/\1/p" "$1" | sed 's/^postconf/postconf -c conf/'
}
# finds WHAT: the one thing that is wrong; its cure, and then all is well.
finds()
{
	exits 1 "$1: found" ours check $LIST
	is "$(grep -c . "$OUT") $(cat "$ERR")" '1 ' 'it, and nothing else' || diag "$(cat "$OUT")"
	case $(cat "$OUT") in "$1"*) pass 'by its name' ;; *) fail "by its name: $1" ;; esac
}
cured()
{
	cures "$OUT" > cure
	ok 'the cures are commands' sh -e cure
	exits 0 'which cure' ours check $LIST || diag "$(cat cure "$OUT")"
}
# wrong: settings, NAME VALUE a line, all wrong at once: each is found, by its name and value, and nothing else; their cures.
wrong()
{
	fresh
	: > wanted
	while read -r name value; do
		postconf -c conf -e "$name = $value"
		echo "$name is '$value'" >> wanted
	done
	run ours check $LIST
	sed "s/': .*/'/" "$OUT" | sort > got
	sort wanted > wanted.sorted
	same got wanted.sorted "$(wc -l < wanted | tr -d ' ') settings that are wrong are found"
	cured
}

fresh
exits 0 'as printed' ours check $LIST
is "$(cat "$OUT" "$ERR")" '' 'nothing is wrong'

wrong <<END
virtual_mailbox_domains other.example
virtual_transport virtual
asm_destination_recipient_limit 50
recipient_delimiter
message_size_limit 1048576
maximal_queue_lifetime 1d
smtpd_forbid_bare_newline no
smtpd_forbid_bare_newline_exclusions 192.0.2.1
smtpd_data_restrictions
smtpd_discard_ehlo_keywords
smtpd_relay_restrictions permit_mynetworks
smtpd_authorized_verp_clients
local_header_rewrite_clients permit_inet_interfaces
remote_header_rewrite_domain invalid.example
always_add_missing_headers yes
mynetworks 0.0.0.0/0
END
like "$(postconf -c conf -h virtual_mailbox_domains)" '^other\.example, lists\.example$' 'a list keeps what it had'
wrong <<END
recipient_delimiter -
maximal_queue_lifetime 0
smtpd_data_restrictions permit
smtpd_discard_ehlo_keywords silent-discard
smtpd_relay_restrictions permit
mynetworks 127.0.0.0/8 [::]/0
END
wrong <<END
smtpd_data_restrictions permit_mynetworks, reject_unauth_pipelining
smtpd_relay_restrictions permit, reject_unauth_destination
smtpd_discard_ehlo_keywords chunking
END

# Of a Postfix that was told nothing.
fresh
: > conf/main.cf
exits 1 'nothing was told' ours check $LIST
is "$(grep -c '^virtual_mailbox_maps does not know ' "$OUT") $(grep -c '^virtual_alias_maps does not know ' "$OUT")" '7 4' \
    'each address that nobody knows'
sed "s/ is '.*//; / does not know /d" "$OUT" > got
for name in virtual_mailbox_domains virtual_transport asm_destination_recipient_limit recipient_delimiter \
    smtpd_data_restrictions smtpd_discard_ehlo_keywords smtpd_authorized_verp_clients local_header_rewrite_clients; do
	like "$(cat got)" "^$name\$" "$name: Postfix's own value will not do"
done
sed -n '/^virtual_[a-z]*_maps = /p' print > conf/main.cf
cured

# Tables of other kinds, and what is more than needed.
fresh
postconf -c conf -e "virtual_mailbox_maps = texthash:$SCRATCH/boxes" 'smtpd_relay_restrictions = permit_mynetworks defer_unauth_destination' \
    'maximal_queue_lifetime = 2w' 'message_size_limit = 0' 'smtpd_forbid_bare_newline = reject' \
    'virtual_mailbox_domains = other.example, lists.example' 'recipient_delimiter = +-'
for name in assemblies assembly observe translate bounce confirm entry; do echo "$name@lists.example asm"; done > boxes
exits 0 'said otherwise, and right' ours check $LIST || diag "$(cat "$OUT")"
sed -i /confirm/d boxes
exits 1 'one address is missing' ours check $LIST
like "$(cat "$OUT")" '^virtual_mailbox_maps does not know confirm@lists\.example: add it' 'which'

# master.cf
master()	# SED-EXPRESSION WHAT
{
	fresh
	sed "$1" conf/master.cf > master.cf
	cp master.cf conf/master.cf
	finds "master.cf$2"
	cured
}
master '/^asm/,$d' ' has no service asm: '
master 's/ null_sender=//' ': asm has no "null_sender=": '
master "s/user=[a-z]*/user=daemon/" ": asm does not run as $(id -un): "
master 's/flags=Rq/flags=q/' ': asm has not the flag R: '
master 's/flags=Rq/flags=DRq/' ': asm has the flag D: '
master 's/ -t / /' ': asm does not call procmail -t: '
master 's/-m [^ ]*/-m \/etc\/other/' ": asm does not use $SCRATCH/procmailrc: "
master 's/{recipient}/{user}/' ': asm is not given the recipient: '
master 's/n       n       -/n       y       -/' ': asm is chrooted or unprivileged: '
master 's/pipe$/virtual/; /^ /d' ': asm is no pipe: '

# Around it.
fresh
rm procmailrc
finds "there is no $SCRATCH/procmailrc: "
: > procmailrc
rm procmail
finds "there is no $SCRATCH/procmail: "
done_testing
