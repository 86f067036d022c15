#!/bin/sh
# asm-cgi: what a web server would ask it, without one.
. "${0%/*}/../lib.sh"
. "$ROOT/tests/site.sh"

# Help, version and usage as of any program; called by hand it says what it is.
exits 0 '--help' asm-cgi --help
exits 0 '--version' asm-cgi --version
exits 64 'an operand' asm-cgi x
exits 64 'called by hand' asm-cgi
one_line asm-cgi 'it says so'

cat > sendmail <<END
#!/bin/sh
printf '%s\n' "\$@" > $SCRATCH/argv
cat > $SCRATCH/mail
echo noise
echo noise >&2
exit \$(cat $SCRATCH/status)
END
chmod +x sendmail
echo 0 > status
printf 'List: assemblies@lists.example\nTitle: Plazas & <Cía>\nSendmail: %s/sendmail\n' "$SCRATCH" > cgi.conf
export ASM_CGI="$SCRATCH/cgi.conf"

# ask METHOD PATH [QUERY [BODY]]
ask()
{
	rm -f argv mail
	printf %s "${4-}" | run env -i PATH="$PATH" ASM_CGI="$ASM_CGI" REQUEST_METHOD="$1" SCRIPT_NAME=/cgi/list PATH_INFO="$2" \
	    QUERY_STRING="${3-}" CONTENT_LENGTH="$(printf %s "${4-}" | wc -c)" HTTP_ACCEPT_LANGUAGE="${ACCEPT-}" \
	    CONTENT_TYPE=application/x-www-form-urlencoded asm-cgi
}
status()
{
	sed -n '1s/\r$//p' "$OUT"
}

ask GET ''
is "$(status)" 'Status: 200 OK' 'the front page'
is "$(sed -n '/^\r$/q; s/\r$//p' "$OUT" | sed 's/sha256-[^'"'"']*/sha256-X/')" "Status: 200 OK
Content-Type: text/html; charset=utf-8
Content-Language: en
Cache-Control: no-store
Referrer-Policy: no-referrer
X-Content-Type-Options: nosniff
X-Robots-Tag: noindex
Vary: Accept-Language
Content-Security-Policy: default-src 'none'; style-src 'sha256-X'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" 'its header: no cookie, nothing from elsewhere'
like "$(cat "$OUT")" '<h1>Read Plazas &amp; &lt;Cía&gt; by mail</h1>' 'the title escaped'
unlike "$(cat "$OUT")" '<script|onclick|http:|https:' 'no script, nothing remote'
is "$(perl -MDigest::SHA=sha256_base64 -0777 -ne '
	my ($said) = /sha256-([^'"'"']*)/; my ($style) = /<style>(.*?)<\/style>/s; $said =~ s/=+$//;
	print $said eq sha256_base64($style) ? "same" : "differs"' "$OUT")" same 'the digest in the policy is the style sheet'"'"'s'
ACCEPT='xx, ar-EG;q=0.9, en;q=0.1' ask GET '/'
like "$(cat "$OUT")" '<html lang="ar" dir="rtl">' 'the browser'"'"'s language'
ACCEPT='ar' ask GET '/' 'l=es'
like "$(cat "$OUT")" '<html lang="es"' 'or the one that was asked for'
like "$(cat "$OUT")" 'action="/cgi/list/join\?l=es"' 'which links keep'
ask HEAD '/'
is "$(sed '1,/^\r$/d' "$OUT")" '' 'HEAD is the header alone'

# ---- joining

ask POST /join l=es 'address=Ana%40Reader.example&language=ar&rhythm=weekly&x=%0D%0ABcc%3A+evil%40x.example'
is "$(status)" 'Status: 200 OK' 'the form is sent'
is "$(tr '\n' ' ' < argv)" '-i -f owner@lists.example -- observe@lists.example ' 'one mail to observe@'
is "$(sed '1,/^$/d' mail)" 'Request: join
Address: ana@reader.example
Languages: ar
Speaks: es
Rhythm: weekly' 'which says what was asked'
unlike "$(sed '/^$/q' mail)" 'reader|Bcc|evil' 'and nothing of it in its header'
like "$(cat "$OUT")" 'Mira tu buzón' 'and a page says so'
unlike "$(cat "$OUT")" 'reader' 'without the address'
cp mail form.eml
echo 75 > status
ask POST /join '' 'address=ana@reader.example'
is "$(status)" 'Status: 503 Service Unavailable' '200 only after sendmail took it'
echo 0 > status
for bad in '' 'nobody' 'a@b' 'a@x.example,b@x.example' 'a%0Ab@x.example' '<a@x.example>'; do
	ask POST /join '' "address=$bad"
	is "$(status)" 'Status: 400 Bad Request' "no address: $bad"
	not_ok 'and no mail' test -e mail
done
ask POST /join '' "address=a@x.example&language=%22%3E%3Cscript%3E&rhythm=none%0AX"
is "$(sed '1,/^$/d' mail)" 'Request: join
Address: a@x.example
Speaks: en' 'what no form of ours sends is left out'

# ---- leaving

ask GET /leave/l12-abc
is "$(status)" 'Status: 200 OK' 'GET of the link shows a button'
not_ok 'and changes nothing' test -e mail
ask GET /leave
like "$(cat "$OUT")" 'name="address"' 'without a token the address is asked for'
ask POST /leave/l12-abc '' 'List-Unsubscribe=One-Click'
is "$(status)" 'Status: 200 OK' 'RFC 8058: one POST'
is "$(sed '1,/^$/d' mail)" 'Request: leave
Token: l12-abc
Speaks: en' 'is one mail'
ask POST /leave '' 'address=ana@reader.example'
is "$(sed '1,/^$/d' mail | tr '\n' ' ')" 'Request: leave Address: ana@reader.example Speaks: en ' 'by address: that one is asked'

# ---- what is no request

for path in /x /leave/ /leave/a/b /../etc '/<script>' '/leave/"x' /searching; do
	ask GET "$path"
	is "$(status)" 'Status: 404 Not Found' "nothing at $path"
	unlike "$(cat "$OUT")" '<script>|"x' 'and the path is not repeated'
done
ask PUT /join
is "$(status)" 'Status: 405 Method Not Allowed' 'another method'
ask POST /join '' "address=$(printf '%08200d' 0)"
is "$(status)" 'Status: 413 Content Too Large' 'a form of more than 8 kB'
ask POST /join '' "$(printf '%08184d' 0)&a=1"
is "$(status)" 'Status: 400 Bad Request' 'one of less is read'
env -i PATH="$PATH" ASM_CGI="$ASM_CGI" REQUEST_METHOD=POST PATH_INFO=/join CONTENT_LENGTH=100 asm-cgi < /dev/null > "$OUT"
is "$(status)" 'Status: 413 Content Too Large' 'a body that ends too early'
env -i PATH="$PATH" ASM_CGI=/nonexistent REQUEST_METHOD=GET asm-cgi > "$OUT" 2> "$ERR"
is $? 66 'no settings'
one_line asm-cgi 'one line'

# ---- what asm-observers makes of it

make_site "$SCRATCH/site"
exits 0 'the mail of the form' asm-observers -v -N $NOW mail observe@lists.example < form.eml
is "$(cat "$ERR")" 'asm-observers: asked' 'becomes a question'
asm-observers -N $NOW add carla@x.example
sed 's/^Request: join/Request: leave/; s/ana@reader/carla@x/' form.eml | asm-observers -v -N $NOW mail observe@lists.example 2> "$ERR"
is "$(cat "$ERR")" 'asm-observers: asked' 'so does leaving by an address alone'
sed 's/^Request: join/Request: leave/; s/ana@reader/nobody@x/' form.eml | asm-observers -v -N $NOW mail observe@lists.example 2> "$ERR"
is "$(cat "$ERR")" 'asm-observers: ignored' 'of nobody: nothing'
printf 'From: observe@lists.example\nSubject: x\n\nRequest: leave\nToken: l1-aaaaaaaaaaaaaaaaaaaaaaaaaa\n' |
    asm-observers -v -N $NOW mail observe@lists.example 2> "$ERR"
is "$(cat "$ERR")" 'asm-observers: ignored' 'a made up token'
done_testing
