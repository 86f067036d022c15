#!/bin/sh
# What the programs tell of their work: one line an event, of one shape, with nobody's name in it.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"

make_site "$SCRATCH/site"
SHAPE='^asm-[a-z-]+: [a-z]+=[!-<>-~]+( [a-z]+=[!-<>-~]+)*$'
asm-observers -N 2026-11-02 add ana@reader.example

# told DESCRIPTION LINE...: these lines were said, in this order, and nothing else.
told()
{
	told_what=$1
	shift
	printf '%s\n' "$@" > wanted
	same "$ERR" wanted "$told_what"
	cat "$ERR" >> all
}
digest()	# < MAIL
{
	sha256sum | cut -c 1-16
}
: > all

# ---- by each program, when it is asked for ----

mail_of sol Uno > mail
id=$(digest < mail)
sealed sol $NOW < mail > sealed.mail
exits 0 'unasked' asm-post -N $NOW < sealed.mail
is "$(cat "$ERR")" '' 'nothing is told'
export ASM_LOG=stderr
exits 0 'asm-post, the same again' asm-post -N $NOW < sealed.mail
told 'tells the article that there is' "asm-post: mail=$id type=post number=1 seq=1 assembly=sol by=dkim"
exits 0 'asm-deliver' asm-deliver -N $NOW < /dev/null
told 'tells how much' 'asm-deliver: slices=1 mails=1 troubled=0 refused=0 left=0'
exits 0 'asm-deliver again' asm-deliver -N $NOW < /dev/null
is "$(cat "$ERR")" '' 'of nothing nothing'

mail_of luna Dos > mail
refused 10 unsigned $NOW < mail > sealed.mail
exits 0 'asm-hold keep' asm-hold -N $NOW keep < sealed.mail
told 'tells what is kept' "asm-hold: mail=$(digest < mail) verdict=10 reason=unsigned kept=yes"
exits 0 'asm-hold keep again' asm-hold -N $NOW keep < sealed.mail
told 'known' "asm-hold: mail=$(digest < mail) verdict=10 reason=unsigned kept=known"
exits 0 'asm-hold mail' asm-hold -N $NOW mail confirm+abc@lists.example < mail
told 'an answer' "asm-hold: mail=$(digest < mail) answer=unknown-token"
printf 'From: p@person.example\nSubject: help\n\nhow?\n' > mail
exits 0 'asm-hold help' asm-hold -N $NOW help help@lists.example < mail
told 'a question' "asm-hold: mail=$(digest < mail) help=answered"
number=$(asm-hold list --tsv | sed 1d | cut -f 1)
exits 0 'asm-hold discard' asm-hold -N $NOW discard "$number"
told 'a decision' "asm-hold: held=$number decision=discard"
printf 'Received: from a by b; Tue, 17 Nov 2026 09:00:00 +0000\nSubject: x\n\n' > mail
exits 0 'asm-hold stuck' asm-hold -N $NOW stuck < mail
like "$(cat "$ERR")" "^asm-hold: mail=$(digest < mail) stuck=yes\$" 'a mail without a verdict'

printf 'From: new@reader.example\nSubject: join\n\n' > mail
exits 0 'asm-observers mail' asm-observers -N $NOW mail observe@lists.example < mail
told 'a request' "asm-observers: mail=$(digest < mail) observe=asked"
exits 0 'asm-bounce mail' asm-bounce -N $NOW mail bounce+1+ana=reader.example@lists.example < mail
told 'a bounce that is none' "asm-bounce: mail=$(digest < mail) bounce=ignored"
exits 0 'asm-bounce pending' asm-bounce -N $NOW pending
is "$(cat "$ERR")" '' 'nothing to do'
exits 0 'asm-translate-queue mail' asm-translate-queue -N $NOW mail translate@lists.example < mail
like "$(cat "$ERR")" "^asm-translate-queue: mail=$(digest < mail) translate=[a-z-]+\$" 'a mail to the translators'
cat "$ERR" >> all
asm-select > stream
exits 0 'asm-translate-queue add' asm-translate-queue -N $NOW add -l en < stream
told 'work' 'asm-translate-queue: works=1 items=1'
exits 0 'asm-translate-queue tick' asm-translate-queue -N $NOW tick
is "$(cat "$ERR")" '' 'nothing to do'
exits 0 'asm-directory suspend' asm-directory -N $NOW suspend --why closed luna
told 'a decision' 'asm-directory: assembly=luna decision=suspended'
printf 'Id: nuevo\nName: Nuevo\nAddress: nuevo@nuevo.example\nPage: https://nuevo.example/\nLanguages: es\n' > application
{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; mail_of nuevo Asamblea "$(cat application)"; } > mail
exits 0 'asm-intake: assembly@' asm-intake -N $NOW assembly@lists.example < mail
like "$(cat "$ERR")" '^asm-verify: mail=[0-9a-f]{16} verdict=ignore ' 'asm-verify tells its verdict'
like "$(cat "$ERR")" '^asm-directory: mail=[0-9a-f]{16} directory=[a-z]+$' 'asm-directory what came of it'
cat "$ERR" >> all
printf 'Id: sol\nAddress: sol@sol.example\nVerdict: official\n' > seen
asm-directory -N $NOW seen < seen 2> "$ERR" > "$OUT"
like "$(cat "$ERR")" '^asm-directory: assembly=sol page=official$' 'a look at a page'

# ---- asm-intake and asm-cron: where the lines go ----

mkdir bin
cat > bin/logger <<'END'
#!/bin/sh
# logger -t asm -p mail.info -f FILE
echo "$1 $2 $3 $4" >> "$SCRATCH/logger.args"
cat "$6" >> "$SCRATCH/logger.lines"
END
chmod +x bin/logger
PATH=$SCRATCH/bin:$PATH
{ printf 'Received: from a (b) by mx.example; Sat, 21 Nov 2026 09:00:00 +0000\n'; mail_of sol Tres; } > mail
unset ASM_LOG
exits 0 'asm-intake' asm-intake -N $NOW $LIST < mail
like "$(cat "$ERR")" '^asm-verify: mail=[0-9a-f]{16} verdict=challenge reason=[a-z-]+ assembly=sol$' 'asm-verify'
like "$(cat "$ERR")" '^asm-hold: mail=[0-9a-f]{16} verdict=10 reason=[a-z-]+ assembly=sol kept=yes$' 'asm-hold'
like "$(cat "$ERR")" '^asm-deliver: slices=0 mails=1 ' 'asm-deliver'
is "$(sed -n 's/.*mail=\([0-9a-f]*\) .*/\1/p' "$ERR" | sort -u | wc -l | tr -d ' ')" 1 'of one mail by one name'
cat "$ERR" >> all
mail_of sol Cuatro > mail
export ASM_LOG=syslog
exits 0 'asm-intake, by syslog' asm-intake -N $NOW $LIST < mail
is "$(cat "$ERR")" '' 'says nothing'
is "$(cat logger.args)" '-t asm -p mail.info' 'and hands over'
like "$(cat logger.lines)" '^asm-verify: mail=' 'all its lines'
cat logger.lines >> all

rm logger.lines
mail_of sol Cinco | sealed sol $NOW | asm-post -N $NOW > "$OUT" 2> "$ERR"
exits 0 'asm-cron, by syslog' asm-cron -N $NOW often
is "$(cat "$OUT" "$ERR")" '' 'cron has nothing to mail'
like "$(cat logger.lines)" '^asm-deliver: slices=1 ' 'what was done is told'
like "$(tail -1 logger.lines)" '^asm-cron: job=often status=0 seconds=[0-9]+$' 'and that it ran'
cat logger.lines >> all
cat > bin/asm-bounce <<'END'
#!/bin/sh
echo 'asm-bounce: private.db: database is locked' >&2
echo 'asm-bounce: warned=1 probed=0 cleared=0' >&2
exit 75
END
chmod +x bin/asm-bounce
exits 75 'a step with trouble' asm-cron -N $NOW hourly
is "$(cat "$ERR")" 'asm-bounce: private.db: database is locked' 'which is mailed, without the events'
is "$(grep -c asm-bounce logger.lines)" 2 'and told, too'
is "$(ls -A "$ASM_SITE/tmp")" '' 'nothing is left in tmp/'
printf '#!/bin/sh\nexit 1\n' > bin/logger
run asm-cron -N $NOW hourly
like "$(cat "$ERR")" '^asm-bounce: warned=1' 'no syslog: nothing is lost'
rm bin/asm-bounce
ASM_LOG=stderr exits 0 'asm-cron for a journal' asm-cron -N $NOW often
like "$(cat "$ERR")" '^asm-cron: job=often status=0 seconds=[0-9]+$' 'tells it at once'
cat "$ERR" >> all

# The page has every name.
sed -n '/^\.Ss The log/,/^\.Ss Backup/s/^\.It \([a-z, ]*\) Ta .*/\1/p' "$ROOT/man/asm-site.7" | tr -s ', ' '\n\n' | sort -u > named
sed 's/^[^:]*: //' all | tr ' ' '\n' | sed 's/=.*//' | sort -u > used
is "$(comm -13 named used)" '' "all $(wc -l < used | tr -d ' ') names stand in asm-site(7)"

# Whatever a value is made of, and only if somebody wants it.
export ASM_LOG=stderr
exits 0 'a hostile value' demo event 'a b=c' "$(printf 'x\ny \303\251\033')"
cat "$ERR" >> all
is "$(sed 1d "$ERR" | paste -sd , -)" 'demo: zero=0 count=7,demo: said=a-b-c' 'is one word'
like "$(cat "$ERR")" '^demo: mail=[0-9a-f]{16} word=a-b-c value=x-y----$' 'of printable ASCII'
exits 0 'an address' demo event x who@person.example
like "$(cat "$ERR")" 'word=x value=-$' 'is not told'
exits 0 'nothing' demo event '' ''
is "$(sed 's/[0-9a-f]\{16\}/X/' "$ERR")" 'demo: mail=X' 'is left out'
unset ASM_LOG
exits 0 'unasked' demo event x y
is "$(cat "$ERR")" 'demo: said=x' 'only reports are said'

sed -i 's/^demo/asm-demo/' all
grep -Ev "$SHAPE" all > other
is "$(cat other)" '' "all of $(wc -l < all | tr -d ' ') lines have the one shape"
unlike "$(cat all)" '@|reader\.example|person\.example' 'none names anybody'
done_testing
