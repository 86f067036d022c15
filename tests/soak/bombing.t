#!/bin/sh
# Subscription bombing at full size: 10,000 requests by mail and by form, several at once, for 100 addresses.  Each gets at most
# the letters that lib/base/limits.h allows, and nothing that the one who asks supplied stands in them.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"
command -v sqlite3 > /dev/null || skip_all 'no sqlite3 command'

limit()
{
	sed -n "s/^#define $1[[:space:]]*\\([0-9]*\\).*/\\1/p" "$ROOT/lib/base/limits.h"
}
address=$(limit ANSWER_INVITE_ADDRESS)
domain=$(limit ANSWER_INVITE_DOMAIN)
all=$(limit ANSWER_INVITE_SITE)

# request N VICTIMS DOMAINS: one mail, each in another way, with EVIL wherever something can be written.
cat > request <<'END'
n=$1
victim=v$((n % $2))@victim$((n % $2 % $3)).example
case $(((n / $2 + n) % 5)) in
0)	from="\"Buy EVIL http://evil.example\" <$victim>" subject=join text='regions EVIL' to=observe@lists.example ;;
1)	from="$victim (EVIL)" subject='join EVIL' text='join
EVIL' to=observe+join@lists.example ;;
2)	from="=?utf-8?q?EVIL?= <$victim>" subject='=?utf-8?q?join_EVIL?=' text='join' to=observe@lists.example ;;
3)	from='observe@lists.example' subject='asm-cgi' text="Request: join
Address: $victim
Languages: es
Rhythm: weekly
Speaks: es
Title: EVIL" to=observe@lists.example ;;
4)	from="$victim" subject='unirme' text='languages es, EVIL
rhythm EVIL
join' to=observe@lists.example ;;
esac
printf 'Return-Path: <%s>\nFrom: %s\nTo: EVIL <observe@lists.example>\nReply-To: EVIL <evil@evil.example>\nSender: evil@evil.example\nSubject: %s\nMessage-ID: <EVIL.%s@evil.example>\nReferences: <EVIL.r@evil.example>\nIn-Reply-To: <EVIL.i@evil.example>\nX-EVIL: EVIL\nContent-Language: EVIL\n\n%s\n' \
    "$victim" "$from" "$subject" "$n" "$text" | asm-observers -v -N "$NOW" mail "$to" 2>&1
END

# bomb REQUESTS VICTIMS DOMAINS: letters are counted by what lies in the outbox.
bomb()
{
	seq "$1" | NOW=$NOW xargs -P "${JOBS:-4}" -I N sh request N "$2" "$3" > said
	letters=$(sqlite3 "$ASM_SITE/private.db" 'SELECT count(*) FROM letter')
	most=$(sqlite3 "$ASM_SITE/private.db" 'SELECT max(n) FROM (SELECT count(*) n FROM letter GROUP BY recipient)')
	is "$(sort said | uniq -c | awk '{ n += $1 } END { print n }')" "$1" "$1 requests had an outcome"
	is "$(sed 's/^asm-observers: //' said | sort -u | paste -sd ' ' -)" 'asked ignored limit' 'which was a letter, or the limit, or nothing where the sender is no plain address'
	sqlite3 "$ASM_SITE/private.db" 'SELECT cast(message AS text) FROM letter' > letters.txt
	is "$(grep -ciE 'evil' letters.txt)" 0 "nothing of the asker's in $letters letters"
	is "$(asm-observers list --tsv | sed 1d | wc -l | tr -d ' ')" 0 'nobody has joined by it'
}

make_site "$SCRATCH/many"
bomb 10000 100 100
is "$letters" $((100 * address)) "10,000 requests for 100 addresses: $address letters each"
is "$most" "$address" 'to nobody more'
diag "10,000 requests for 100 addresses: $letters letters"

make_site "$SCRATCH/one"
bomb 2000 100 1
is "$letters" "$domain" "2,000 requests for 100 addresses of one domain: $domain letters"
NOW=$(later 3601)
bomb 500 100 1
is "$letters" $((2 * domain)) 'an hour later as many again'
NOW=$(later 0)

make_site "$SCRATCH/wide"
bomb 3000 600 600
is "$letters" "$all" "3,000 requests for 600 addresses: $all letters of the site"

# A day later it is the same again and no more, and what has expired is forgotten.
ASM_SITE=$SCRATCH/many
NOW=$(later 86401)
bomb 1000 100 100
is "$letters" $((200 * address)) 'a day later as many again'
done_testing
