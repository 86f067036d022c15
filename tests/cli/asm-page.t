#!/bin/sh
# asm-page: what shows an address, what hides it, and whose words they are.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

A=contacto@asamblea.example
printf '<html><body><footer>%s</footer></body></html>\n' $A > good.html
EMPTY_STATUS=15
export EMPTY_STATUS
standard_filter_tests asm-page good.html $A
exits 64 'no address' asm-page nobody < good.html
one_line asm-page 'in one line'

# page OUTCOME BODY NAME [OPTIONS]: of a page with this body.
page()
{
	wanted=15
	[ "$1" != official ] || wanted=0
	[ "$1" != review ] || wanted=14
	body=$2
	name=$3
	shift 3
	printf '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Asamblea</title></head><body>%s</body></html>' \
	    "$body" > page.html
	run asm-page "$@" $A < page.html
	is "$STATUS" $wanted "$name" || diag "$(cat "$OUT" "$ERR")"
}

page official "<h2>Contacto</h2><p>$A" 'text under a heading'
page official "<h2>Επικοινωνία</h2><div>$A</div>" 'in Greek'
page official "<h2>اتصل بنا</h2><div>$A</div>" 'in Arabic'
page official "<div class=title><h2>Contact us</h2></div><div class=text><p>$A</p></div>" 'a heading in a box of its own'
page official "<dl><dt>E-mail</dt><dd>$A</dd></dl>" 'a term'
page official "<table><tr><th>Correo</th><td>$A</td></tr></table>" 'a row'
page official "<p>Correo: <a href='mailto:$A'>$A</a></p>" 'a label'
page official "<p><strong>E-mail</strong> $A</p>" 'a label without a colon'
page official "<footer><a href='mailto:$A'><i class='fa fa-envelope'></i></a></footer>" 'a link with a picture'
page official "<div role=contentinfo>$A</div>" 'a footer by its role'
page official "<div id=site-footer><p>$A</p></div>" 'a footer by its id'
page official "<address>$A</address>" 'an address'
page official "<footer>conta<b>cto</b>@asamblea.example.</footer>" 'with tags in it and a full stop behind'
page official "<footer>Correo:$A,</footer>" 'between punctuation'
page official "<footer>CONTACTO@Asamblea.Example</footer>" 'in capitals'
page official "<footer>メール：$A まで</footer>" 'beside letters of another script'
page official "<footer>contacto&#64;asamblea&period;example</footer>" 'entities'
page official "<footer>contacto<span style='display:none'>.nospam</span>@asamblea.example</footer>" 'with something hidden in it'
page official "<footer><a href='mailto:%63ontacto%40asamblea.example'>x</a></footer>" 'percents'
page official "<footer><a href='mailto:otra@asamblea.example,$A?cc=x@y.example'>x</a></footer>" 'one of two'
page official "<footer><span class=__cf_email__ data-cfemail=7a1915140e1b190e153a1b091b1718161f1b541f021b170a161f>x</span></footer>" 'Cloudflare'
page official "<footer><a href='/cdn-cgi/l/email-protection#7a1915140e1b190e153a1b091b1718161f1b541f021b170a161f'>x</a></footer>" 'Cloudflare, as a link'
page official "<p>$A</p>" 'the path of the page says it' -u https://asamblea.example/contacto/
page official "<div itemscope itemtype=http://schema.org/NGO><span itemprop=email>$A</span></div>" 'microdata, as text'
page official "<div vocab=https://schema.org/ typeof=Organization><span property=email>$A</span></div>" 'RDFa'
page official "<div class=vcard><span class=email>$A</span></div>" 'hCard'
page official "<script type=application/ld+json>{\"@type\":[\"Organization\"],\"email\":[\"$A\"]}</script>" 'JSON-LD, a list'
page official "<script type=application/ld+json>{\"@type\":\"WebSite\",\"publisher\":{\"@type\":\"Organization\",\"email\":\"$A\"}}</script>" 'JSON-LD, a publisher'

page review "<p>$A</p>" 'nothing says that it is a contact'
page review "<article><footer>$A</footer></article>" 'the footer of an article'
page review "<footer>contacto (at) asamblea (dot) example</footer>" 'at, dot'
page review "<footer>contacto arroba asamblea punto example</footer>" 'arroba, punto'
page review "<footer>contacto [chiocciola] asamblea [punto] example</footer>" 'chiocciola'
page review "<footer>contacto (Klammeraffe) asamblea (Punkt) example</footer>" 'Klammeraffe'
page review "<footer>contacto{małpa}asamblea{kropka}example</footer>" 'małpa'
page review "<footer>contacto-AT-asamblea-DOT-example</footer>" 'hyphens'
page review "<footer>contacto παπάκι asamblea τελεία example</footer>" 'παπάκι'
page review "<footer>contacto @asamblea .example</footer>" 'blanks'
page review "<footer>contacto＠asamblea．example</footer>" 'full width'
page review "<footer>contacto<img src=at.png alt='@'>asamblea.example</footer>" 'a picture of a sign'
page review "<footer><bdo dir=rtl>elpmaxe.aelbmasa@otcatnoc</bdo></footer>" 'backwards'
page review "<footer><span style='unicode-bidi:bidi-override;direction:rtl'>elpmaxe.aelbmasa@otcatnoc</span></footer>" 'backwards by style'
page review "<footer><span style='unicode-bidi:bidi-override; direction:rtl'>$A</span></footer>" 'shown backwards'
page review "<footer><a href='mailto:$A'></a></footer>" 'a link that shows nothing'
page review "<footer><a href='mailto:$A'>otra@asamblea.example</a></footer>" 'a link that shows another address'
page review "<footer><a href='mailto:otra@asamblea.example'>$A</a></footer>" 'a link that leads to another address'
page review "<h2>Contact</h2><p>$A is no longer our address</p>" 'denied in English'
page review "<h2>Contact</h2><p>Nous n'utilisons plus $A</p>" 'denied in French'
page review "<h2>Kontakt</h2><p>$A ist gefälscht</p>" 'denied in German'
page review "<footer>$A</footer><p>Ojo: $A es falso.</p>" 'denied elsewhere'
page review "<h2>Direcciones antiguas</h2><h3>Correo</h3><p>$A</p>" 'denied by a heading'
page review "<h2>Enlaces</h2><ul><li>Vallecas: <a href='mailto:$A'>$A</a></li></ul>" 'among links'
page review "<h2>Andere Gruppen</h2><h3>Wien</h3><p>Kontakt: $A</p>" 'another group'
page review "<div class=blogroll><h3>Contacto</h3>$A</div>" 'a blogroll'
page review "<blockquote><h2>Contacto</h2>$A</blockquote>" 'a quotation'
page review "<footer>$A</footer>" 'redirected to another domain' -u https://elsewhere.example/ --registered https://asamblea.example/
page review "<footer>$A</footer><p title='x>never closed" 'a tag that never ends'

page absent "<footer>otro$A $A.evil.example x$A.org ${A}x</footer>" 'part of others'
page absent "<footer>$A@evil.example evil@$A</footer>" 'with a second sign'
page absent "<footer>contacto at asamblea dot example dot org</footer>" 'spelled out, and longer'
page absent "<footer>no-contacto (at) asamblea (dot) example</footer>" 'spelled out, and longer in front'
page absent "<footer>contacto @ NOSPAM.asamblea.example</footer>" 'with more in it'
page absent "<footer><style>.x{display:none}</style><p class='a x'>$A</p></footer>" 'hidden by a style sheet'
page absent "<footer><p style='visibility: hidden'>$A</p><p style='font-size:0'>$A</p><p style='position:absolute;left:-9999px'>$A</p></footer>" 'hidden by styles'
page absent "<footer><p style='opacity:0'>$A</p><p style='color:#fff;background:#fff'>$A</p></footer>" 'unreadable'
page absent "<footer><p aria-hidden=true>$A</p><template>$A</template><noscript>$A</noscript><textarea>$A</textarea><select><option>$A</select></footer>" 'not shown'
page absent "<footer><script>var a='$A';</script><object>$A</object><math><mtext>$A</mtext></math></footer>" 'no text'
page absent "<footer><strike>$A</strike> <span style='text-decoration:line-through'>$A</span></footer>" 'struck out'
page absent "<footer><$A></footer>" 'a tag that nobody shows'
page absent "<footer><!-- $A -- ></footer>" 'a comment that does not end'
page absent "<section class=commentlist><footer><h2>Contacto</h2><a href='mailto:$A'>$A</a></footer></section>" 'comments, whatever they hold'
page absent "<div id=respuestas><h2>Contacto</h2>$A</div>" 'answers, in Spanish'
page absent "<div class='gaestebuch'><h2>Kontakt</h2>$A</div>" 'a guest book, in German'
page absent "<ul class=userContent><li>Correo: $A</ul>" 'what users wrote'
page absent "<div class=h-entry><div class=h-cite><h2>Contacto</h2>$A</div></div>" 'cited'
page absent "<div itemscope itemtype=https://schema.org/Comment><h2>Contacto</h2><a href='mailto:$A'>$A</a></div>" 'a comment by its type'
page absent "<footer><a rel='nofollow ugc' href='mailto:$A'>$A</a></footer>" 'a link of a user'
page absent "<script type=application/ld+json>{\"@type\":\"Comment\",\"author\":{\"@type\":\"Organization\",\"email\":\"$A\"}}</script>" 'JSON-LD of a comment'
page absent "<script type=application/ld+json>{\"@type\":\"Organization\",\"email\":\"$A\"</script>" 'JSON-LD that is broken'
page absent "<script>{\"@type\":\"Organization\",\"email\":\"$A\"}</script>" 'no JSON-LD'
page absent "<footer><a data-cfemail=7a1915140e>x</a></footer>" 'Cloudflare, cut'
page absent "<footer><a href='https://x.example/?mailto:$A'>x</a><a href='javascript:mailto:$A'>x</a></footer>" 'no mailto'
page absent "<footer><a href='mailto:x@y.example?cc=$A&bcc=$A'>x</a></footer>" 'a copy'

# Files that are no pages.
file() { printf "$2" > file; run asm-page $A < file; is "$STATUS" "$1" "$3" || diag "$(cat "$OUT" "$ERR")"; }
file 0 "BEGIN:VCARD\r\nVERSION:3.0\r\nitem1.EMAIL;TYPE=INTERNET:$A\r\nEND:VCARD\r\n" 'a vCard'
file 15 "BEGIN:VCARD\r\nNOTE:$A\r\nEND:VCARD\r\n" 'a vCard that says it elsewhere'
file 0 "# ours\nContact: mailto:$A\nExpires: 2030-01-01T00:00:00Z\n" 'security.txt'
file 0 "v=asm1; mail=$A\n" 'asm-contact.txt'
file 0 "\"v=asm1; mail=$A\"\n" 'as DNS is shown'
file 15 "v=asm2; mail=$A\n" 'another version'
file 15 "v=asm1; mail=x$A\n" 'another address'

# Limits, from both sides.
head -c 2097152 /dev/zero | tr '\0' ' ' > most
exits 15 'as much as may be' asm-page $A < most
{ cat most; echo; } > more.txt
exits 65 'more is refused' asm-page $A < more.txt
one_line asm-page 'in one line'
perl -e 'print "<p>x" x 400000' > tags
exits 65 'too much work' asm-page $A < tags
one_line asm-page 'in one line'
printf '<footer>%s</footer>%s' $A "$(perl -e 'print "<div>" x 300')" > deep
exits 14 'too deep' asm-page $A < deep
like "$(cat "$OUT")" '^Reason: too-deep' 'and it says so'

# A stream of pages that asm-fetch fetched.
{
	printf 'Id: sol\nPage: https://asamblea.example/\nAddress: %s\nAddress: b@asamblea.example\nUrl: https://asamblea.example/\nStatus: 200\nLength: %d\n\n' \
	    $A "$(wc -c < good.html)"
	cat good.html
	printf '\nId: luna\nPage: https://luna.example/\nAddress: luna@luna.example\nTrouble: no answer\n\n'
	printf 'Id: mar\nPage: https://mar.example/\nAddress: mar@mar.example\nStatus: 404\nLength: 4\n\nnone\n'
} > stream
run asm-page --tsv < stream
is "$STATUS" 0 'a stream'
is "$(cut -f1,2,4 "$OUT" | tr '\t\n' ' ;')" 'Id Address Verdict;sol contacto@asamblea.example official;sol b@asamblea.example absent;luna luna@luna.example unknown;mar mar@mar.example unknown;' 'each address has its answer'
head -c 200 stream > cut.mbox
exits 65 'a stream that is cut' asm-page < cut.mbox

PAGES=$ROOT/../shared/corpora/auth/pages
if [ -f "$PAGES/MANIFEST.tsv" ]; then
	while IFS='	' read -r name outcome reason; do
		case $name in '#'*|'') continue ;; esac
		case $outcome in official) wanted=0 ;; review) wanted=14 ;; *) wanted=15 ;; esac
		run asm-page $A < "$PAGES/$name"
		is "$STATUS" $wanted "$name: $outcome ($reason)"
	done < "$PAGES/MANIFEST.tsv"
else
	skip 'pages made by others' 'no ../shared/corpora/auth/pages'
fi
# ---- not shown, or not the assembly's words, in other ways ----

not_official()	# BODY [HEAD]
{
	printf '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Asamblea</title>%s</head><body>%s</body></html>' \
	    "${2-}" "$1" > page.html
	asm-page $A < page.html > "$OUT" 2> "$ERR"
	case $? in 14|15) ;; *) echo "$*" ;; esac
}

wrong=$(for style in 'opacity:0' 'font-size:0' 'font-size:0px' 'color:#fff;background:#fff' 'color:transparent' \
    'position:absolute;left:-9999px' 'position:fixed;top:-200%' 'text-indent:-9999px' 'transform:scale(0)' 'transform:translateX(-9999px)' \
    'transform:translate(-9999px,0)' 'margin-left:-9999px' 'filter:opacity(0)' 'clip:rect(0,0,0,0);position:absolute' 'clip-path:inset(50%)' \
    'height:0;overflow:hidden' 'max-height:0;overflow:hidden' 'width:0;overflow:hidden' 'content-visibility:hidden' 'display:none !important' \
    'DISPLAY : NONE' 'display:/**/none' 'display:&#110;one' 'display:n\6fne' 'visibility:collapse' 'unicode-bidi:bidi-override;direction:rtl' \
    'text-decoration:line-through'; do
	not_official "<footer><p style='$style'>$A</p></footer>"
	case $style in *\\*|*/\**|*\&*|*%*) ;; *) not_official "<footer class=x>$A</footer>" "<style>b,.x{$style}</style>" ;; esac
done)
is "$wrong" '' 'no style that takes it out of sight, in the element or in a sheet'
wrong=$(for element in noscript template del s strike svg math object audio video canvas progress meter select datalist textarea iframe rp \
    noembed noframes xmp 'div hidden' 'div hidden=until-found' 'div aria-hidden=true' 'dialog' 'div popover' 'div class=d-none' 'div class=sr-only'; do
	not_official "<$element><footer>$A</footer></${element%% *}>"
done)
is "$wrong" '' 'no element that is not shown'
wrong=$(for name in comment commentlist comment-body comments-area respond disqus_thread replies bbp-reply-content forum-post postbody guestbook \
    gaestebuch libro-de-visitas livre-dor wall tagboard shoutbox ugc user-content fb-comments comentarios commentaires kommentare \
    komentarze commenti comentaris review reviews testimonials opiniones; do
	not_official "<div class=$name><h2>Contacto</h2><p><a href='mailto:$A'>$A</a></p></div>"
	not_official "<div id=$name><address>$A</address></div>"
done
for heading in Comentarios '3 comentarios' 'Leave a reply' 'Libro de visitas' Guestbook Gästebuch "Livre d'or" Commentaires Kommentare Commenti; do
	not_official "<h2>$heading</h2><p>Contacto: $A</p>"
	not_official "<h2>$heading</h2><p>Ana:</p><p>E-mail: <a href='mailto:$A'>$A</a></p>"
done)
is "$wrong" '' 'nothing that visitors wrote'
wrong=$(for text in 'contacto@asamblеa.example' 'cοntacto@asamblea.example' 'ćontacto@asamblea.example' 'ｃontacto@asamblea.example' \
    'contacto@asamblea.exampIe' 'contacto@asamblea.example.org' 'contacto@asamblea.examples' 'contacto@www.asamblea.example' \
    'xcontacto@asamblea.example' 'no-contacto@asamblea.example' 'contacto&#x301;@asamblea.example' 'contacto@asamblea.example&#x301;' \
    'con&#x200d;tacto@asamblea.example' '&#x202e;elpmaxe.aelbmasa@otcatnoc' "&#x202e;$A" 'contacto@xn--asamblea-1fg.example'; do
	not_official "<footer>$text</footer>"
	not_official "<h2>Contacto</h2><p><a href='mailto:$text'>$text</a></p>"
done)
is "$wrong" '' 'nothing that only looks like it'
wrong=$(for body in "<article><h1>La asamblea vecina</h1><p>Contacto: $A</p></article>" "<blockquote>From: $A<br>To: x@y.example</blockquote>" \
    "<pre>From: $A</pre>" "<h2>Contacto</h2><p>No escribáis a $A, es falso." "<h2>Contact</h2><p>Do not write to $A." \
    "<h2>Contact</h2><p>Our old address was $A" "<h2>Kontakt</h2><p>Nicht mehr: $A" "<h2>Contatti</h2><p>Non è più $A" \
    "<h2>Contact</h2><p>Beware of the impostor $A" "<h2>Otras asambleas</h2><ul><li>Sol: $A</ul>" "<h2>Enlaces</h2><p>Correo: $A" \
    "<h2>Asambleas hermanas</h2><p>Contacto: $A" "<footer><a href='mailto:x@y.example'>$A</a></footer>" \
    "<footer><a href='mailto:$A'>x@y.example</a></footer>" "<footer><a href='mailto:$A'></a></footer>" \
    "<footer><a href='mailto:x@y.example?cc=$A'>x</a></footer>" "<footer><a href='https://x.example/?$A' title='$A'>x</a></footer>" \
    "<footer><form action='mailto:$A'><input value='$A' placeholder='$A'></form></footer>" "<footer><script>document.write('$A')</script></footer>" \
    "<script type=application/ld+json>{\"@type\":\"Person\",\"email\":\"$A\"}</script>" \
    "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\",\"email\":\"$A\"}}</script>" \
    "<div itemscope itemtype=http://schema.org/Person><span itemprop=email>$A</span></div>"; do
	not_official "$body"
done)
is "$wrong" '' 'nothing said of others, quoted, denied, or shown as something else'
# One title counts; a page of titles took minutes.
yes '<title>contacto</title>' | head -c 2000000 > page.html
exits 65 'a hundred thousand titles' timeout 20 asm-page $A < page.html

done_testing
