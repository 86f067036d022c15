#!/bin/sh
# An assembly takes back what it wrote: "Withdraws: 41" in a post of its own.  The log keeps both; what readers see says so.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/site.sh
. "$ROOT/tests/site.sh"
make_site "$SCRATCH/site"

post sol '[propuesta] Una marcha' 'Answer-By: 2026-12-20
When: 2026-11-30 19:00 Europe/Madrid, weekly

Marchamos todas juntas desde la plaza hasta el río.' 2026-11-18T09:00:00Z > call
post luna 'Another matter' 'Withdraws: 1

We take back what is not ours.' 2026-11-18T10:00:00Z > foreign
unlike "$(cat foreign)" '^Asm-(Withdraws|Corrects)' "another assembly's post cannot be taken back"
is "$(asm-select | asm-feed | grep -c '<entry')" 2 'both are read'
post sol 'Ya no hay marcha' 'Retira: 1

Lo dejamos: no tenemos permiso, y no queremos multas.' 2026-11-25T09:00:00Z > back
id=$(field Message-ID call)
is "$(field Asm-Withdraws back) $(field Asm-Corrects back)" "$id $id" 'one that names its own is, in any language'
is "$(asm-select | asm-show --fields Withdraws | sed -n 's/^Withdraws: \(.*\)/<\1>/p')" "$id" 'asm-show says so'

# ---- feeds: gone, and Atom says since when
asm-select | asm-feed > feed
is "$(grep -c '<entry' feed) $(grep -c '<at:deleted-entry' feed)" '2 1' 'the feed has it no longer, and says so'
like "$(cat feed)" 'Ya no hay marcha' 'why stands in a post'
like "$(grep -o '<at:deleted-entry[^>]*>' feed)" 'when="2026-11-25T09:00:00Z"' 'since when'
asm-select | asm-feed --split feeds --self https://lists.example/feeds/
is "$(grep -l 'Una marcha' feeds/*.atom feeds/*/*.atom feeds/*/*.json feeds/*/*.rss 2> /dev/null)" '' 'no feed of a site has it'

# ---- newsletters: what was told before is told to be withdrawn, and neither its call nor its question comes again
exits 78 'no edition of that name' asm-weekly -N 2026-11-21T01:00:00Z es
asm-weekly -N 2026-11-21T01:00:00Z
asm-select --type issue -l es -n 1 | asm-show --fields Text > first
like "$(cat first)" 'Una marcha' 'the first week calls'
asm-weekly -N 2026-11-28T01:00:00Z
asm-select --type issue -l es -n 1 | asm-show --fields Text > second
like "$(cat second)" 'Retirado: Una marcha' 'the second takes it back'
unlike "$(cat second)" '19:00 CET' 'and calls no more'
post luna 'One more' '' 2026-12-01T09:00:00Z > again
asm-weekly -N 2026-12-05T01:00:00Z
asm-select --type issue -l es -n 1 | asm-show --fields Text > third
like "$(cat third)" 'One more' 'the third'
unlike "$(cat third)" 'Una marcha' 'knows nothing of it'

# ---- agenda, answers, and the choice they are made of
is "$(asm-select --events --until 2026-12-01 | grep -c '^Asm-Number: ')" 2 'events come with what withdraws them'
is "$(asm-select --kind proposal | grep -c '^Asm-Number: ')" 2 'and so do proposals'
is "$(asm-select --kind proposal --until 2026-11-20 | grep -c '^Asm-Number: ')" 1 'unless it came later'
asm-select --events | asm-agenda -N 2026-11-26 --as ics > calendar
like "$(cat calendar)" 'STATUS:CANCELLED' 'who has the calendar learns it'
like "$(asm-select | asm-agenda -N 2026-11-26)" 'Cancelled: Una marcha' 'the agenda too'
unlike "$(asm-select | asm-answers -N 2026-11-26)" 'Una marcha' 'nor is it asked about'
asm-select | asm-archive -l es -N 2026-11-26 www
like "$(grep -A 2 '<h2>Retirado</h2>' www/posts/1.html)" 'posts/3.html.*Ya no hay marcha' 'its page says who took it back'
like "$(grep -A 2 '<h2>Retirado</h2>' www/posts/3.html)" 'posts/1.html.*Una marcha' 'and theirs, what'
is "$(grep -c 'Una marcha' www/index.html)" 1 'it is new, but nobody is asked to answer it'
ok 'the log is whole' asm-site check -q -N 2026-12-06
done_testing
