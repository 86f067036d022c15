#!/bin/sh
# The main job on an ordinary server: a real Postfix and procmail in front, a real Postfix behind.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/live/postfix.sh
. "$ROOT/tests/live/postfix.sh"
need_postfix

ok 'the sample network' live_sample
ok 'a sink' start_sink
ok 'Postfix' start_postfix
cd "$LIVE/home" || exit 1

posts()
{
	as_user asm-select --type post | grep -c '^Asm-Number: '
}
# in_log ID: how many articles are made of that mail's assembly and subject.
subjects()
{
	as_user asm-select --type post | grep -c "^Subject: $1"
}

# ---- proved: posted, and out again ----

while IFS='	' read -r file _ recipient _; do
	like "$(smtp "sender@mail.example" "$recipient" < "$file")" '^250 ' "Postfix takes $file"
done <<END
$(grep '^mails/0[123]' "$ROOT/tests/sample/manifest.tsv")
END
ok 'the queue is empty' settle
is "$(posts)" 3 'three posts'
like "$(sunk)" ' noor@reader.example ' 'an observer got something'
is "$(sunk | grep -c ' noor@reader.example ')" 3 'she got each once'

# ---- what a forger sends is never answered ----

unlike "$(sunk)" 'sender@mail\.example' 'nothing went to the envelope sender'
is "$("$ROOT/scripts/postfix" -c "$LIVE/etc" -u "$LIVE_USER" check assemblies@lists.example)" '' \
    'scripts/postfix check finds nothing'
exits 0 'asm-site check' as_user asm-site check
done_testing
