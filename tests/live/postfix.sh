# shellcheck shell=sh
# Behind tests/lib.sh, by tests that want a real Postfix and procmail:
#
#	. "${0%/*}/../lib.sh"
#	. "$ROOT/tests/live/postfix.sh"
#	need_postfix				skips the whole test, aloud, where it cannot be
#	live_site				a site at $ASM_SITE, as make_site of tests/site.sh makes it, of the user below
#	live_sample				or the sample network (tests/sample/site) in $LIVE/home: mails/, forgeries/ signed now
#	start_sink; start_postfix		stopped at the end, whatever happens; start_postfix adds its arguments to main.cf
#
# Everything lies in $LIVE, listens on 127.0.0.1 at high ports, and belongs to an unprivileged user of the system
# ($LIVE_USER): the system's own Postfix is neither used nor touched.  Its main.cf and master.cf are what
# `scripts/postfix print` says, and what a private instance needs.  The programs are copied into $LIVE/bin, so that
# procmail finds them ($LIVE/procmailrc is scripts/procmailrc with other paths).  Then there are:
#
#	as_user CMD...			run it as that user: everything that touches the site
#	smtp FROM TO... < mail		by SMTP, LF or CRLF; FROM may be ''.  Writes the last reply; 0 if it was a 2xx
#	smtp_raw FROM TO... < data	the same, but DATA is sent as it stands, its end included; both greet as $SMTP_HELO
#	queue				how many mails Postfix has; deferred ones count
#	waiting, kept			how many wait in SITE/incoming (asm-spool(1)); both together
#	settle [SECONDS]		until nothing is kept (30): 1 if something is.  What was deferred or put off is tried at once
#	flush				try now what was deferred
#	sunk [ERE]			what went out: lines of "FROM TO SUBJECT", sorted; files in $LIVE/sink
#	maillog				Postfix's log
#	events				what the programs told of their work (asm-site(7), "The log")
#
# LIVE_LIST, set before, is the list if it is not assemblies@lists.example, LIVE_NOW the time that asm-intake goes by.
# $SMTP_PORT and $SINK_PORT; Postfix's relay for everything not local is the sink.  $LIVE_DELIVER is how asm-deliver
# reaches this Postfix (Deliver in asm.conf).  Without LIVE_NOW real time counts.

LIVE_DIRS='/usr/sbin /usr/local/sbin /usr/lib/postfix/sbin /usr/libexec/postfix'

# Not the one in scripts/, which has the name, too.
live_find()	# NAME
{
	for live_dir in $LIVE_DIRS; do
		[ ! -x "$live_dir/$1" ] || { echo "$live_dir/$1"; return 0; }
	done
	return 1
}

need_postfix()
{
	POSTFIX=$(live_find postfix) || skip_all 'Postfix is not installed'
	SMTP_SINK=$(live_find smtp-sink) || skip_all 'smtp-sink (of Postfix) is not installed'
	command -v procmail > /dev/null || skip_all 'procmail is not installed'
	[ "$(id -u)" -eq 0 ] || skip_all 'only root can start Postfix'
	command -v setpriv > /dev/null || skip_all 'setpriv (util-linux) is not installed'
	LIVE_USER=
	for live_user in list nobody; do
		[ -n "$LIVE_USER" ] || ! id "$live_user" > /dev/null 2>&1 || LIVE_USER=$live_user
	done
	LIVE_GROUP=$(id -gn "$LIVE_USER")
	LIVE=$SCRATCH/live
	chmod 711 "$SCRATCH"
	mkdir -m 755 "$LIVE" "$LIVE/bin"
	mkdir -m 700 "$LIVE/home" "$LIVE/sink"
	chown "$LIVE_USER" "$LIVE/home" "$LIVE/sink"
	as_user test -x "$LIVE/bin" || skip_all "$LIVE_USER cannot enter $SCRATCH"
	cp "$BUILD"/bin/asm-* "$ROOT"/scripts/asm-* "$BUILD"/tests/programs/* "$LIVE/bin/" 2> /dev/null
	# What goes to syslog on a real server.
	printf '#!/bin/sh\nfor file; do :; done\ncat "$file" >> %s\n' "$LIVE/home/events" > "$LIVE/bin/logger"
	chmod 755 "$LIVE/bin/logger"
	PATH=$LIVE/bin:$PATH
	live_pids=
	trap 'live_stop; cd / && rm -rf "$SCRATCH"' EXIT
	SMTP_PORT=$(live_port)
	SINK_PORT=$(live_port)
	ASM_SITE=$LIVE/home/site
	export ASM_SITE
	live_client
	LIVE_DELIVER="smtp 127.0.0.1:$SMTP_PORT"
}

as_user()
{
	setpriv --reuid="$LIVE_USER" --regid="$LIVE_GROUP" --clear-groups "$@"
}

# A port of 127.0.0.1 that was free a moment ago.
live_port()
{
	perl -MIO::Socket::INET -e '
		print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 0)->sockport'
}

# ---- a site that is the user's ----

live_site()
{
	cp "$ROOT/tests/site.sh" "$LIVE/site.sh"
	as_user env HOME="$LIVE/home" SCRATCH="$LIVE/home" DELIVER="$LIVE_DELIVER" LIVE="$LIVE" sh -c \
	    'cd "$LIVE/home" && . "$LIVE/site.sh" && make_site "$LIVE/home/site"'
}

live_sample()
{
	cp -R "$ROOT/tests/sample" "$LIVE/sample"
	cp "$BUILD/tests/sample/sign" "$LIVE/bin/"
	as_user env HOME="$LIVE/home" NOW="$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$LIVE/sample/site" "$LIVE/home" || return 1
	live_deliver "$LIVE_DELIVER"
}

# live_deliver HOW: how mail leaves.
live_deliver()
{
	sed "s|^Deliver:.*|Deliver: $1|" "$ASM_SITE/asm.conf" > "$LIVE/asm.conf" &&
	    cat "$LIVE/asm.conf" > "$ASM_SITE/asm.conf"
}

# ---- Postfix ----

start_postfix()	# [LINE-OF-MAIN.CF...]
{
	mkdir -m 755 "$LIVE/etc" "$LIVE/log"
	mkdir -m 755 "$LIVE/spool"
	mkdir -m 700 "$LIVE/data"
	chown postfix "$LIVE/data"
	sed -e "s|^PATH=.*|PATH=$LIVE/bin:/usr/bin:/bin|" -e "s|^ASM_SITE=.*|ASM_SITE=$ASM_SITE|" \
	    -e "s|^. asm-spool|&${LIVE_NOW:+ -N $LIVE_NOW}|" \
	    "$ROOT/scripts/procmailrc" > "$LIVE/procmailrc"
	# A Postfix that does not know a setting warns of it at every start.
	"$ROOT/scripts/postfix" -u "$LIVE_USER" -r "$LIVE/procmailrc" -m "$(command -v procmail)" print \
	    "${LIVE_LIST:-assemblies@lists.example}" > "$LIVE/print"
	live_main "$@" > "$LIVE/etc/main.cf"
	live_master > "$LIVE/etc/master.cf"
	"$POSTFIX" -c "$LIVE/etc" start > "$LIVE/log/start" 2>&1 || {
		diag "$(cat "$LIVE/log/start" "$LIVE/log/mail" 2> /dev/null)"
		fail 'Postfix starts'
		done_testing
	}
	live_listens "$SMTP_PORT"
}

live_main()
{
	cat <<END
compatibility_level = 3.6
queue_directory = $LIVE/spool
data_directory = $LIVE/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = $LIVE/log/mail
maillog_file_prefixes = $LIVE
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.lists.example
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
relayhost = [127.0.0.1]:$SINK_PORT
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = none
minimal_backoff_time = 1s
maximal_backoff_time = 4s
queue_run_delay = 2s
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_peername_lookup = no
in_flow_delay = 0
import_environment = MAIL_CONFIG MAIL_DEBUG TZ=UTC LANG=C ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
export_environment = TZ ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
END
	sed '/^# ---- master/,$d' "$LIVE/print"
	[ $# -eq 0 ] || printf '%s\n' "$@"
}

live_master()
{
	printf '127.0.0.1:%s inet n - n - - smtpd\n' "$SMTP_PORT"
	cat <<END
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       n       -       -       lmtp
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
END
	sed '1,/^# ---- master/d' "$LIVE/print"
}

live_listens()	# PORT
{
	perl -MIO::Socket::INET -e '
		for (1 .. 100) {
			exit 0 if IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]);
			select undef, undef, undef, 0.1;
		}
		exit 1' "$1"
}

# start_sink [OPTION...]: smtp-sink, whose options can refuse what it is sent (-f, -r, -q: see smtp-sink(1)).
start_sink()
{
	"$SMTP_SINK" -u "$LIVE_USER" -d "$LIVE/sink/%s." "$@" "127.0.0.1:$SINK_PORT" 100 > "$LIVE/sink.log" 2>&1 &
	SINK_PID=$!
	live_pids="$live_pids $SINK_PID"
	live_listens "$SINK_PORT"
}

stop_sink()
{
	kill "$SINK_PID" 2> /dev/null
	wait "$SINK_PID" 2> /dev/null
}

# The master's children end when it does.
stop_postfix()
{
	[ -f "$LIVE/spool/pid/master.pid" ] || return 0
	live_pid=$(tr -d ' ' < "$LIVE/spool/pid/master.pid")
	"$POSTFIX" -c "$LIVE/etc" stop >> "$LIVE/log/start" 2>&1
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$live_pid" 2> /dev/null || break
		sleep 0.1
	done
}

live_stop()
{
	stop_postfix
	for live_pid in $live_pids; do
		kill "$live_pid" 2> /dev/null
	done
}

flush()
{
	"${POSTFIX%/*}/postqueue" -c "$LIVE/etc" -f
}

queue()
{
	find "$LIVE/spool/maildrop" "$LIVE/spool/incoming" "$LIVE/spool/active" "$LIVE/spool/deferred" -type f 2> /dev/null |
	    wc -l | tr -d ' '
}

waiting()
{
	find "$ASM_SITE/incoming" -type f ! -name '.*' 2> /dev/null | wc -l | tr -d ' '
}

kept()
{
	echo $(($(queue) + $(waiting)))
}

# Nothing waits, and nobody is at work on what waited a moment ago.
live_idle()
{
	[ "$(queue)" -eq 0 ] && [ "$(waiting)" -eq 0 ] && { [ ! -e "$ASM_SITE/incoming/.lock" ] || flock -n "$ASM_SITE/incoming/.lock" true; }
}

settle()
{
	live_left=$((${1:-30} * 5))
	while [ "$live_left" -gt 0 ]; do
		# Once more: a mail is in no directory while it is moved.
		if live_idle; then
			sleep 0.2
			! live_idle || return 0
		fi
		[ $((live_left % 10)) -ne 0 ] || { flush; as_user asm-spool ${LIVE_NOW:+-N "$LIVE_NOW"} --run 2> "$LIVE/again"; }
		sleep 0.2
		live_left=$((live_left - 1))
	done
	return 1
}

events()
{
	cat "$LIVE/home/events"
}

maillog()
{
	cat "$LIVE/log/mail"
}

# ---- mail in, mail out ----

live_client()
{
	cat > "$LIVE/bin/smtp-send" <<'END'
#!/usr/bin/perl
# smtp-send [-r] PORT FROM TO... < mail: what a mail server does.  -r: the bytes of DATA as they stand.
use strict;
use warnings;
use IO::Socket::INET;

my $raw = @ARGV && $ARGV[0] eq '-r' ? shift : 0;
my ($port, $from, @to) = @ARGV;
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 30) or die "smtp-send: $!\n";
binmode $_ for $s, *STDIN;

sub reply {
	my $last = '421 connection lost';
	while (defined(my $line = <$s>)) {
		$last = $line;
		last if $line =~ /^\d{3} /;
	}
	return $last;
}
sub say_ok {
	print $s "$_[0]\r\n";
	my $got = reply();
	if ($got !~ /^[23]/) {
		print $got;
		exit 1;
	}
	return $got;
}
$SIG{PIPE} = 'IGNORE';
reply();
say_ok('EHLO ' . ($ENV{SMTP_HELO} // 'sender.example'));
say_ok("MAIL FROM:<$from>");
say_ok("RCPT TO:<$_>") for @to;
say_ok('DATA');
my $mail = do { local $/; <STDIN> } // '';
if (!$raw) {
	$mail =~ s/\r?\n/\r\n/g;
	$mail =~ s/^\./../mg;
	$mail .= "\r\n" if $mail !~ /\r\n\z/;
	$mail .= ".\r\n";
}
print $s $mail;
my $got = reply();
print $got;
print $s "QUIT\r\n";
exit($got =~ /^2/ ? 0 : 1);
END
	chmod 755 "$LIVE/bin/smtp-send"
}

smtp()
{
	smtp-send "$SMTP_PORT" "$@"
}

smtp_raw()
{
	smtp-send -r "$SMTP_PORT" "$@"
}

sunk()
{
	find "$LIVE/sink" -type f -exec perl -e '
		for my $file (@ARGV) {
			open my $in, "<", $file or next;
			my ($from, $subject, @to) = ("", "");
			while (<$in>) {
				last if /^\r?\n/;
				$from = $1 if /^X-Mail-Args: <([^>]*)>/;
				push @to, $1 if /^X-Rcpt-Args: <([^>]*)>/;
				$subject = $1 if /^Subject: (.*?)\r?$/;
			}
			print "$from $_ $subject\n" for @to;
		}' {} + | sort | grep -E -e "${1-}"
}
