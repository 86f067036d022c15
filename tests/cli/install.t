#!/bin/sh
# make install: programs, scripts and pages, and what a server's own files are made of; make uninstall leaves nothing.
. "${0%/*}/../lib.sh"

root=$SCRATCH/root
made()
{
	make -s -C "$ROOT" BUILD="$BUILD" CC="${CC:-cc}" DESTDIR="$root" PREFIX=/opt/asm "$1" > "$OUT" 2> "$ERR"
}
ok 'make install' made install
for f in bin/asm-spool bin/asm-intake bin/asm-cron share/asm/postfix; do
	ok "$f can be run" test -x "$root/opt/asm/$f"
done
for f in share/man/man1/asm-spool.1 share/man/man7/asm-site.7 share/asm/aliases share/asm/systemd/asm-often.timer; do
	ok "$f is there" test -s "$root/opt/asm/$f"
done
for f in procmailrc crontab systemd/asm-cron@.service; do
	like "$(cat "$root/opt/asm/share/asm/$f")" '^(Environment=)?PATH=/opt/asm/bin:' "$f finds the programs"
done
is "$(grep -rl /usr/local/bin "$root/opt/asm/share/asm" | grep -v /postfix)" '' 'nothing looks for them elsewhere'
if command -v systemd-analyze > /dev/null; then
	mkdir units
	for f in "$root"/opt/asm/share/asm/systemd/*; do
		# A user who is here, and a program that is.
		sed -e 's|^User=.*|User=root|' -e "s|^ExecStart=.*/asm-cron|ExecStart=$root/opt/asm/bin/asm-cron|" "$f" > "units/${f##*/}"
	done
	cp units/asm-cron@.service units/asm-cron@often.service
	systemd-analyze verify --man=no "$SCRATCH"/units/asm-cron@often.service "$SCRATCH"/units/*.timer > said 2>&1
	is "$? $(grep "$SCRATCH" said)" '0 ' 'systemd takes the units'
else skip 'systemd takes the units' 'no systemd-analyze'; fi
ok 'make uninstall' made uninstall
is "$(find "$root" -type f; find "$root/opt/asm/share/asm" 2> found)" '' 'leaves no file behind'
done_testing
