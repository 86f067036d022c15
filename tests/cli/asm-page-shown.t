#!/bin/sh
# asm-page: what a page says of an address and does not show is never official; what it shows, however it is dressed, is.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

A=contacto@asamblea.example

LC_ALL=C
export LC_ALL

# expect official|other BODY [HEAD [TITLE]]: one more page, with what should be said of it.  One process looks at all of them.
expect()
{
	case $2 in '<body'*) body= ;; *) body='<body>' ;; esac
	page="<!doctype html><html lang=es><head><meta charset=utf-8><title>${4-Asamblea}</title>${3-}</head>$body$2</body></html>"
	pages=$((pages + 1))
	printf 'Id: p%d\nPage: https://asamblea.example/\nAddress: %s\nUrl: https://asamblea.example/\nStatus: 200\nLength: %d\n\n%s\n' \
	    $pages $A ${#page} "$page" >&3
	printf '%s\t%s\n' "$1" "$(printf '%s' "$2 ${3-}" | tr '\n\t' '  ')" >&4
}
official() { expect official "$@"; }
not_official() { expect other "$@"; }
# looked FUNCTION NAME: of the pages that it expects something of, all are judged so.
looked()
{
	pages=0
	"$1" 3> stream 4> expected
	run asm-page --tsv < stream
	sed 1d "$OUT" | cut -f4 | paste - expected |
	    awk -F '\t' '$1 == "" || $2 == "" || ($1 == "official") != ($2 == "official") { print }' > wrong
	ok "$2 ($pages)" test "$STATUS" -eq 0 -a $pages -gt 0 -a ! -s wrong || diag "$(cat wrong "$ERR")"
}
# styled official|not_official: the styles of standard input, one a line, in the element and in a sheet.
styled()
{
	while IFS= read -r style; do
		[ -n "$style" ] || continue
		"$1" "<footer><p style=\"$style\">$A</p></footer>"
		"$1" "<footer><p class=k>$A</p></footer>" "<style>.k{$style}</style>"
		"$1" "<footer><span class=k>$A</span></footer>" "<style>footer span.k{$style}</style>"
	done
}

hiding_styles()
{
	styled not_official << 'X'
display:none
DISPLAY : NONE !important
display:/**/none
display:n\6fne
dis\70lay:none
display:var(--x)
display:table-column
display:table-column-group
content:url(x.png)
visibility:hidden
visibility:collapse
content-visibility:hidden
opacity:0
opacity:.0
opacity:0%
opacity:0.02
opacity:calc(0)
font-size:0
font-size:0.1px
font-size:1%
font-size:.01em
font-size:calc(0px)
font-size:max(0px)
font:0/0 a
font:bold 0px/1 serif
color:#fff;background:white
color:#fff;background-color:#ffffff
color:#fefefe;background:#FFF none
color:rgb(255,255,255);background:#fff
color:hsl(0,0%,100%);background:#fff
color:transparent
color:rgba(0,0,0,0)
color:rgb(0 0 0 / 0)
color:#0000
color:#11223300
-webkit-text-fill-color:transparent
position:absolute;left:-9999px
LEFT : -999EM; position:absolute
position:absolute;right:-9999px
position:fixed;top:-100vh
position:fixed;bottom:-9999px
position:absolute;left:100%
position:fixed;left:200vw
position:absolute;inset:-9999px auto auto -9999px
position:absolute;inset-inline-start:-9999px
margin-left:-5000px
margin:0 0 0 -9999px
margin-inline-start:-9999px
text-indent:-9999px
text-indent:200vw
text-indent:100%;overflow:hidden;white-space:nowrap
transform:scale(0)
transform:scale(1,0)
transform:scale3d(0,0,0)
transform:scaleX(0)
transform:translate(-100vw)
transform:translateX(-9999px)
transform:translate3d(-9999px,0,0)
transform:rotateX(90deg)
transform:matrix(0,0,0,0,0,0)
translate:-9999px
scale:0
zoom:0
rotate:x 90deg
filter:opacity(0)
filter:opacity(0%)
filter:blur(50px)
clip:rect(0 0 0 0);position:absolute
clip:rect(1px,1px,1px,1px);position:absolute
clip-path:inset(50%)
clip-path:circle(0)
clip-path:polygon(0 0,0 0,0 0)
clip-path:inset(0 100% 0 0)
mask:linear-gradient(transparent,transparent)
-webkit-mask-image:url(x)
height:0;overflow:hidden
height:1px;width:1px;overflow:hidden
height:0;overflow:clip
height:0;overflow-y:hidden
max-height:0;overflow:hidden
max-width:0;overflow:hidden
block-size:0;overflow:hidden
z-index:-1;position:absolute
letter-spacing:-1em
mix-blend-mode:difference
text-decoration:line-through
text-decoration:solid line-through
direction:rtl;unicode-bidi:bidi-override
X
}
looked hiding_styles 'no style that takes it out of sight'

harmless_styles()
{
	styled official << 'X'
color:#333
color:inherit
color:white;background:black
color:#fff;background:#333 url(x.png)
color:transparent;background:linear-gradient(red,blue);-webkit-background-clip:text
color:var(--ink);font-size:var(--small)
background:#fff;color:#000
font-size:12px
font-size:.8em
font-size:clamp(1rem,2vw,3rem)
font:bold 12px/1.5 serif
font:italic 700 1em serif
line-height:1.5
opacity:.8
margin:0 auto
margin-left:-15px
margin:0 calc(50% - 50vw)
padding:0 calc(50% - 500px)
text-indent:-1em
height:100px;overflow:hidden
overflow:hidden
position:absolute;left:10px;top:0
position:relative;left:-20px
transform:translate(-50%,-50%)
transform:rotate(3deg) scale(1.2)
filter:drop-shadow(0 0 3px red) grayscale(1)
clip-path:none
mask-image:none
max-height:none
width:0
letter-spacing:-.5px
text-transform:uppercase
display:flex
z-index:10
text-decoration:underline
--x:display:none
X
}
looked harmless_styles 'and no style that leaves it there takes it away'

finding_selectors()
{
	while IFS= read -r selector; do
	end='}'
	case $selector in *'{'*) end='}}' ;; esac
	not_official "<div>x</div><footer id=f class='a b md:hidden' data-x=1 lang=es>$A</footer>" "<style>$selector{display:none$end</style>"
done << 'X'
footer
FOOTER
*
*|footer
.a
.A
.b.a
#f
#f.a
footer.b.a
[data-x]
footer[data-x="1"]
[class~=a]
[id^='f']
[id$=f]
[class*=" b"]
[lang|=es]
[DATA-X]
:is(footer)
:where(footer,.x)
:not(p)
footer:not(.c,.d)
.a:is(footer,p):not(p)
footer:first-child
footer:last-of-type
footer:nth-child(n)
footer:lang(es)
footer:not(:disabled)
footer:not(form:invalid *)
footer::first-line
footer:first-line
body footer
body > footer
body>footer
html footer
:root footer
html > body > footer
div + footer
div ~ footer
.x, footer , .y
\66ooter
.\61
.md\:hidden
@media screen{footer
@media (min-width:1px){footer
@supports (display:none){footer
@layer x{footer
@scope (body){footer
footer{&
body{footer
body{& footer
@media screen{body{footer
X
}
looked finding_selectors 'no selector that finds it'
other_selectors()
{
	while IFS= read -r selector; do
	official "<footer class='a hid md:hid' id=f><ul><li><a href='mailto:$A'>$A</a></li></ul></footer>" "<style>$selector{display:none}</style>"
done << 'X'
p
.aa
.hidden
.a.b
#ff
a:hover
.a:focus-within
a::before
a:after
li::marker
.menu li ul
nav > ul
.a > a
ul > a
p footer
.no-js .a
body:not(.js) .x
[hidden]
footer[hidden]
a[href^="tel:"]
[data-cloak]
[class~=hi]
:is(p,.x)
:not(*)
footer:not(.a)
.a:empty
template
.md\:hidden
@media print{}.x
X
}
looked other_selectors 'and none that does not'
sheets()
{
	for sheet in '.a{display:none' '<!-- .a{display:none} -->' '@import "x"; .a{display:none}' "@charset 'utf-8'; .a{display:none}" \
    '.x{color:red}.y,.a{display:none}' ".a{content:'}';display:none}" ".x{content:'{'}.a{display:none}" \
    ".x{content:'/*'}.a{display:none}.y{content:'*/'}" '/* x { */ .a{display:none}' '.a{color:red;;display:none;}' '}.a{display:none}' \
    "$(awk 'BEGIN { for (i = 0; i < 2500; i++) printf ".x%d{display:none}", i; print ".a{display:none}" }')" \
    "$(awk 'BEGIN { printf ".a{"; for (i = 0; i < 150; i++) printf "left:1px;"; print "display:none}" }')" \
    "$(awk 'BEGIN { printf ".a{margin:"; for (i = 0; i < 600; i++) printf "0 "; print ";display:none}" }')"; do
	not_official "<footer class=a>$A</footer>" "<style>$sheet</style>"
	not_official "<footer class=a><p>$A</p></footer><style>$sheet</style>"
done
}
looked sheets 'however a sheet is written, and wherever'

# What only looks like a sheet, and what looks like its end, keep no rule from us.
sheets_behind()
{
	sheet='<style>.a{display:none}</style>'
	for before in '<!-- <style> -->' '<!-- <style title=" -->' '<!-- <STYLE --!>' '<!-- <style media=print> --><!-- -->' \
	    '<script>var s = "<style>"</script>' "<script>s('<style')</script>" '<title><style></title>' '<textarea><style></textarea>' \
	    '<meta name=x content="<style>">' "<meta name=x content='<style a=\"'>" '<style>b{color:red}</style>'; do
		not_official "<footer class=a>$A</footer>" "$before$sheet"
		not_official "<footer class=a>$A</footer>$before$sheet"
	done
	not_official "<footer class=a>$A</footer>" '<style></styles>{}.a{display:none}</style>'
	not_official "<footer class=a>$A</footer><style>.a{display:none}"
	not_official "<footer class=a>$A</footer>" '<link rel=stylesheet href=" data:text/css,.a{display:none}">'
	for import in '@import "data:text/css,.a%7bdisplay:none}";' '@import url(data:text/css,.a{display:none});' \
	    "@charset 'x'; @IMPORT 'DATA:text/css;base64,x'" '<!-- @import "data:text/css,x"; -->'; do
		not_official "<footer class=a>$A</footer>" "<style>$import</style>"
	done
	official "<footer>$A</footer>" '<link rel=icon href="data:,"><style>@import "x.css"; .a{background:url(data:image/gif,x)}</style>'
	while IFS= read -r tag; do
		not_official "<footer class=a>$A</footer>" "<style$tag>.a{display:none}</style>"
	done << 'X'
/
 type=text/css/
 title=">"
 title = '>'
 title=a=">
 title="'"id='>'
 ="
 =='>'
 "
 media="print, screen"
 media="not print"
 data-media=print
 title="media=print"
 =media=print
 media=all media=print
 media=print onload="this.media='all'"
X
}
looked sheets_behind 'whatever stands in front of a sheet, and in its tag'

unseen_elements()
{
	for element in details dialog template noscript iframe object svg math canvas video audio select datalist textarea title \
    xmp noembed noframes rp 'div hidden' 'div HIDDEN=x' 'div hidden=until-found' 'div aria-hidden=true' 'div popover' 'details name=x'; do
	not_official "<footer><$element>$A</${element%% *}></footer>"
	not_official "<$element><footer>$A</footer></${element%% *}>"
done
not_official "<footer><details><summary>x</summary>$A</details></footer>"
not_official "<footer><details><summary>Contacto</summary>$A</details></footer>"
not_official "<body style='display:none'><footer>$A</footer></body>"
not_official "<footer style='background:#000'><p style='color:#000'>$A</p></footer>"
not_official "<footer><font color=white>$A</font></footer>"
not_official "<body bgcolor=#ffffff><footer><font color=#fffffe>$A</font></footer>"
not_official "<footer><table bgcolor=black><tr><td><font color=#000>$A</font></table></footer>"
for shown in '' ' ' '&nbsp;' '&#8203;' '<img>' '<img width=20 height=20>' "<svg style='display:none'></svg>" '<img src=x width=1 height=1>' '<img hidden src=x>' "<img src=x style='display:none'>" \
    "<span style='display:none'>$A</span>"; do
	not_official "<footer><a href='mailto:$A'>$shown</a></footer>"
done
# What a browser takes for the text of a script or a frame is not shown.
not_official '<script><!--<script></script>'"<footer>$A</footer></script>"
not_official '<script src=x />'"<footer>$A</footer></script>"
not_official '<iframe src=x />'"<footer>$A</footer></iframe>"
for raw in style textarea title xmp iframe noembed noframes noscript; do
	not_official "<$raw></${raw}s><footer>$A</footer></$raw>"
	not_official "<$raw></$raw-x></$raw<!-- --><footer>$A</footer></$raw>"
	not_official "<$raw><a title='</$raw><!--'></$raw><footer>$A</footer>-->"
	not_official "<$raw></head></body></div><footer>$A</footer>"
	official "<$raw><!-- <$raw title='</$raw><footer>$A</footer>"
done
for end in '</style >' '</STYLE/>' '</Style x=">">' '</style
x>' "$(printf '</style\t>')" "$(printf '</style\f>')"; do
	official "<style></style!$end<footer>$A</footer>"
done
not_official "<plaintext><footer>$A</footer>"
not_official "<plaintext></plaintext><footer>$A</footer>"
}
looked unseen_elements 'no element that is closed, empty or of the colour of its ground'

# In pictures and formulas there is no raw text, but CDATA; and nothing around them ends them.
pictures()
{
	for raw in style script title textarea xmp iframe noscript; do
		not_official "<svg><$raw><!--</$raw></svg><footer>$A</footer>-->"
		not_official "<svg><$raw/><!--</svg><footer>$A</footer>--></$raw></svg>"
		not_official "<svg><foreignObject><$raw><!-- --><x a='</$raw><!--'></foreignObject></svg><footer>$A</footer>-->"
		not_official "<math><mi><$raw><!-- --><x a='</$raw><!--'></mi></math><footer>$A</footer>-->"
		official "<svg><$raw>x</$raw></svg><footer>$A</footer>"
		official "<svg><$raw><![CDATA[ a > b ]]></$raw></svg><footer>$A</footer>"
		not_official "<svg><$raw><![CDATA[</$raw></svg><footer>$A</footer>]]></svg>"
		not_official "<svg><$raw><![CDATA[]]><!--</$raw></svg><footer>$A</footer>-->"
	done
	for picture in svg math; do
		not_official "<$picture><![CDATA[></$picture><footer>$A</footer>]]></$picture>"
		not_official "<table><tr><td><$picture><td><footer>$A</footer></table>"
		not_official "<div><$picture></a></i></table><footer>$A</footer></$picture></div>"
		official "<div><$picture><g></g><$picture><g></$picture></$picture><footer>$A</footer></div>"
		official "<$picture><![CDATA[ x ]]></$picture><footer>$A</footer>"
	done
	not_official "<svg><foreignObject><div></svg><footer>$A</footer>"
	not_official "<svg><desc><p></svg><footer>$A</footer>"
	not_official "<svg><desc><b hidden></desc></svg><footer>$A</footer>"
	not_official "<svg><foreignObject><span></foreignObject></svg><footer>$A</footer>"
	for wall in template object select; do
		not_official "<div><$wall></div><footer>$A</footer></$wall>"
		not_official "<table><tr><td><$wall><td><footer>$A</footer></$wall></table>"
	done
	official "<svg><title>Logo</title><desc>x</desc><defs><style>.k{fill:red}</style></defs></svg><footer>$A</footer>"
}
looked pictures 'nothing in a picture, a template or an object'
seen_elements()
{
	official "<footer><details open><summary>x</summary>$A</details></footer>"
official "<dialog open><h2>Contacto</h2>$A</dialog>"
official "<footer class=a>$A</footer>" '<style>@media print{.a{display:none}}</style>'
for paper in media=print 'MEDIA="print"' "type='text/css' media='print' "; do
	official "<footer class=a>$A</footer>" "<style $paper>.a{display:none}</style>"
done
official "<footer class=a>$A</footer>" "<!-- <style> --><script>'<style>'</script><style>.b{display:none}</style>"
official '<script><!--><script></script>'"<footer>$A</footer>"
official '<script><!-- s("<script><\/script>") //--></script>'"<footer>$A</footer>"
official '<script>s("<scripts>")</script>'"<footer>$A</footer>"
official "<footer style='background:#222;color:#fff'>$A</footer>"
official "<body bgcolor=black text=white><footer>$A</footer></body>"
official "<footer style='color:#fff'>$A</footer>" '<style>body{background:#000}</style>'
official "<footer style='color:#fff'>$A</footer>" '<link rel=stylesheet href=x.css>'
official "<footer>conta<b class=k>cto</b>@asamblea.example</footer>" '<style>.k{color:red}</style>'
official "<footer>contacto<span class=k>.nospam</span>@asamblea.example</footer>" '<style>.k{display:none}</style>'
official "<footer><a href='mailto:$A'><img src=letter.png width=16 height=16></a></footer>"
}
looked seen_elements 'and none that is open'

# What hides does not end where only it seems to end: by the rules of parsing.
nesting()
{
	while IFS= read -r body; do
		not_official "$body"
	done << X
<div hidden><table><tr><td></div><footer>$A</footer>
<div hidden><marquee></div><footer>$A</footer>
<div hidden></body><footer>$A</footer>
<div hidden></html><footer>$A</footer>
<div hidden></head><footer>$A</footer>
<form><div hidden></form><footer>$A</footer>
<div><b hidden></div><footer>$A</footer>
<p><em hidden></p><footer>$A</footer>
<p><font color=white></p><footer>$A</footer>
<b><div hidden></b><footer>$A</footer>
<table><b hidden></table><footer>$A</footer>
<footer><b hidden><i hidden></b>$A</footer>
<div hidden><b hidden></div><footer>$A</footer>
<span hidden><div></span><footer>$A</footer>
<p hidden><x-y class=footer>$A</x-y>
<p hidden><table><tr><td>Contacto:<td>$A</table>
<footer><ul><li hidden><section><li>$A</ul></footer>
<footer><dl><dd hidden><section><dd>$A</dl></footer>
<footer>$A</footer><body hidden>
<footer>$A</footer><html style=display:none>
<video><div></video><footer>$A</footer>
<canvas><p></canvas><footer>$A</footer>
<details><summary>x</summary><table><tr><td></details><footer>$A</footer>
<div><template shadowrootmode=open></template><footer>$A</footer></div>
<frameset><footer>$A</footer></frameset>
<meta http-equiv=refresh content='0; url=x'><footer>$A</footer>
<meta http-equiv='&#82;efresh' content='0;x.html'><footer>$A</footer>
<svg><div hidden></svg><footer>$A</footer>
<svg><div hidden/></svg><footer>$A</footer>
<svg><mi><div hidden></mi></svg><footer>$A</footer>
<svg><template><div hidden></template></svg><footer>$A</footer>
<math><desc><span hidden></desc></math><footer>$A</footer>
<math><annotation-xml encoding=text/html><div hidden></annotation-xml></math><footer>$A</footer>
<svg a=b/><footer>$A</footer></svg>
<legend hidden><fieldset></legend><footer>$A</footer>
<div style='color:#fff;background:#000'><font color=#fff></div><footer>$A</footer>
X
	while IFS='|' read -r sheet body; do
		not_official "$body" "<style>$sheet{display:none}</style>"
	done << X
div > footer|<div><td><footer>$A</footer></td></div>
div > footer|<div><caption><footer>$A</footer></caption></div>
tbody > tr|<footer><table><tr><td>$A</table></footer>
table > tr > td, tbody td|<footer><table><tr><td>$A</table></footer>
tr|<footer><table><td>$A</table></footer>
footer > a.y|<footer><a x><a class=y href='mailto:$A'>$A</a></footer>
[\\@x]|<footer @x>$A</footer>
[\\:x]|<footer :x>$A</footer>
[x\\.y]|<footer x.y>$A</footer>
[_x]|<footer _x>$A</footer>
form:invalid footer|<form><input required><footer>$A</footer></form>
fieldset:disabled|<fieldset disabled><footer>$A</footer></fieldset>
div > footer|<div><table><footer>$A</footer></table></div>
my-very-long-element-name-of-more-than-thirty-one|<footer><my-very-long-element-name-of-more-than-thirty-one>$A</footer>
.k|<footer>$A</footer><body class=k>
body.k|<footer>$A</footer><body class=k>
X
	while IFS= read -r body; do
		official "$body"
	done << X
</div></div></body></html><footer>$A</footer>
<footer>$A</footer><body onload=x()>
<html lang=en><footer>$A</footer>
<meta http-equiv=refresh content=600><footer>$A</footer>
<noscript><meta http-equiv=refresh content='0; url=x'></noscript><footer>$A</footer>
<form><table><tr><td>x</form></table><footer>$A</footer>
<table><form><tr><td>x</td></tr></form></table><footer>$A</footer>
<div><p>x</div></p><footer>$A</footer>
<p><font color=#336699>x</p><footer>$A</footer>
<table><tr><td><font color=white>x<td>y</table><footer>$A</footer>
<b><h2>Contacto</h2></b><p>$A</p>
<center><h2>Contacto</h2><p>$A</center>
<table><thead><tr><th>Correo<tbody><tr><td>$A</table>
<ul><li>Correo: $A<li>x</ul>
<select><option>a<option>b</select><footer>$A</footer>
<svg/><footer>$A</footer>
<svg viewBox='0 0 1 1' /><footer>$A</footer>
<svg><path d=x /><path d=y></svg><footer>$A</footer>
<footer><svg>$(awk 'BEGIN { for (i = 0; i < 400; i++) printf "<path d=x />" }')</svg>$A</footer>
<footer><a href='mailto:$A'><svg width=24 height=24><use href=#x /></svg></a></footer>
X
}
looked nesting 'nothing that an end tag only seems to end'

# Tags that are read to their end as a browser reads them, whatever they are called.
odd_tags()
{
	while IFS= read -r body; do
		not_official "$body"
	done << X
<!-- --!><style> --><footer>$A</footer></style>
<!---!> <footer>$A</footer> -->
<footer><foo" hidden>$A</foo"></footer>
<footer><my.element hidden>$A</my.element></footer>
<footer><my-very-long-element-name-of-more-than-thirty-one hidden>$A</my-very-long-element-name-of-more-than-thirty-one></footer>
<footer><nombre@x hidden>$A</footer>
<x@y a="><footer>$A</footer>">
<http: a="><footer>$A</footer>">
<footer><details =open><summary>x</summary>$A</details></footer>
<footer $(awk 'BEGIN { for (i = 0; i < 600; i++) printf "a%d ", i }') hidden>$A</footer>
<footer hidden=$(awk 'BEGIN { for (i = 0; i < 9000; i++) printf "a" }')>$A</footer>
<footer style="left:1px;$(awk 'BEGIN { for (i = 0; i < 9000; i++) printf " " }')display:none">$A</footer>
<footer><map><area href="mailto:$A" alt=x></map></footer>
<footer><a href="mailto:$A"><svg width=0 height=0></svg></a></footer>
<footer>Ana <$A></footer>
X
	while IFS= read -r body; do
		official "$body"
	done << X
<!----><footer>$A</footer>
<!-- x --!><footer>$A</footer>
<!-- -- ! > --><footer>$A</footer>
<footer><o:p></o:p>$A</footer>
<footer>Ana <ana@x.org> $A</footer>
<my.element></my.element><footer>$A</footer>
<footer><img src="data:image/png;base64,$(awk 'BEGIN { for (i = 0; i < 9000; i++) printf "a" }')">$A</footer>
X
}
looked odd_tags 'nothing in a tag or a comment of odd form'

# ---- whose words they are

words_of_others()
{
	while IFS= read -r body; do
	not_official "$body"
done << X
<article><h1>Nota</h1><p>bla</p><h2>Contacto</h2><p>$A</p></article>
<article><h2>Contacto</h2><a href='mailto:$A'>$A</a></article>
<article><address>$A</address></article>
<article><footer><h2>Contacto</h2>$A</footer></article>
<div class=post><h2>Contacto</h2><p>$A</p></div>
<div class=post><footer>$A</footer></div>
<div class='blog-post'><h2>Contacto</h2><p>$A</p></div>
<div class=hentry><h2>Contacto</h2><p>$A</p></div>
<div itemscope itemtype='https://schema.org/BlogPosting'><h2>Contacto</h2><p>$A</p></div>
<div itemscope itemtype='https://schema.org/NewsArticle'><footer>$A</footer></div>
<div class=noticia><h3>Contacto</h3>$A</div>
<div class=press-release><h3>Contact</h3>$A</div>
<div class='post category-contacto'><p>$A</p></div>
<div class=event><h3>Contacto</h3>$A</div>
<div class=author-bio>Contacto: $A</div>
<div class=sponsor>Contacto: $A</div>
<div class=message-body><p>Contacto: $A</p></div>
<h2>Kommentare</h2><h3>Kontakt</h3><p>$A</p>
<h2>Comments</h2><div><h3>Contact</h3>$A</div>
<h1>Gästebuch</h1><table><tr><td>Name</td><td>Ana</td></tr><tr><td>E-mail:</td><td>$A</td></tr></table>
<h1>Guestbook</h1><hr><p>Name: Ana<br>E-mail: <a href='mailto:$A'>$A</a><br>hola<hr>
<footer>Webmaster: $A</footer>
<footer>Webmaster: <a href='mailto:$A'>$A</a></footer>
<footer><p>Webmaster:</p><p>$A</p></footer>
<footer><a href='mailto:$A'>Webmaster</a></footer>
<footer><a href='mailto:$A'><i class=icon></i> Web design</a></footer>
<footer>$A (webmaster)</footer>
<footer>© Asamblea | Site by Foo, $A</footer>
<footer>Diseño web: $A</footer>
<footer>Hosting by <a href='mailto:$A'>x</a></footer>
<footer>Foto: Ana ($A)</footer>
<footer>Webdesign: $A</footer>
<footer>Conception du site : $A</footer>
<footer>Дизайн: $A</footer>
<p>Author contact: $A</p>
<pre>From: Asamblea &lt;$A&gt;</pre>
<h1>Members</h1><table><tr><th>Name</th><th>E-mail</th></tr><tr><td>Ana</td><td>$A</td></tr></table>
X
not_official "<footer></footer><h2>Contacto</h2><p>Correo: $A" '' 'Libro de visitas'
}
looked words_of_others 'nothing that an article, a visitor, or who made the page says'
own_words()
{
	while IFS= read -r body; do
	official "$body"
done << X
<main><h1>Contacto</h1><p>Escríbenos a $A</p></main>
<article><h1>Contacto</h1><div class='entry-content'><p>$A</p></div></article>
<article class='post-2 page type-page status-publish hentry'><h2>Contacto</h2><div class=entry-content><p>$A</p></div></article>
<article id=contact><h2>Contact</h2><p>$A</p></article>
<section id=contacto><article><p>$A</p></article></section>
<article><p>x</p></article><footer>$A</footer>
<aside class=widget><h3>Contacto</h3><p>$A</p></aside>
<footer>Diseño: Ana | Contacto: $A</footer>
<footer>Webmaster: x@y.example<br>Contacto: $A</footer>
<footer>Webmaster: Ana, Contacto: $A</footer>
<footer><a href='mailto:$A'>Contacto</a> <a href='mailto:x@y.example'>Webmaster</a></footer>
<h1>Occupy Wall Street</h1><h2>Contact</h2><p>$A</p>
X
official "<article><h2>Nosotras</h2><p>$A</p></article>" '' Contacto
}
looked own_words 'but what the assembly itself says'

# What programs make of visitors' words.
programs()
{
	for class in comment-thread comments comment_body jcomments hypercomments wp-comment__text fb-comments postbody postcontent postbit \
	    'post bg2' topic-post cooked elgg-item-comment elgg-list-annotation stream_element status__content usertext-body gb_entry \
	    guestbook-entry gastenboek gästebuch gastebok librovisitas firmas mural recados kommentit vieraskirja yorumlar komentarai \
	    'комментарии' otzyvy '留言板' '评论' 'コメント' '댓글' 'تعليقات' 'תגובות' wall chatbox cbox bbp-reply-content answers qa \
	    review-text userContent fb_iframe_widget remark42 isso-thread giscus js-kit wpdiscuz trackback h-cite message-body msg-body; do
		not_official "<div class='$class'><h2>Contacto</h2><p>E-mail: <a href='mailto:$A'>$A</a></p></div>"
		not_official "<div id='$class'><footer>$A</footer></div>"
	done
}
looked programs 'what programs make of the words of visitors'
silent()
{
	for class in no-comments comments-closed content site-main wrap page-content wpb_wrapper elementor-section row; do
		official "<div class='$class'><h2>Contacto</h2><p>E-mail: <a href='mailto:$A'>$A</a></p></div>"
		official "<div id='$class'><footer>$A</footer></div>"
	done
}
looked silent 'and what they call all the rest'

# ---- in many languages and layouts

languages()
{
	while IFS='|' read -r language heading label; do
	official "<h2>$heading</h2><p>$A</p>"
	official "<dl><dt>$label</dt><dd>$A</dd></dl>"
	official "<p>$label: <a href='mailto:$A'>$A</a></p>"
	official "<table><tr><td>$label:</td><td><a href='mailto:$A'>$A</a></td></tr></table>"
	official "<div lang=$language><h3><span>$heading</span></h3><ul><li>x</li><li>$A</li></ul></div>"
	not_official "<p>$A</p><h2>$heading</h2><p>otra@asamblea.example</p>"
	not_official "<h2>$heading</h2><p>contacto [at] asamblea [dot] example</p>"
	not_official "<h2>$heading</h2><p><img src=address.png></p>"
	not_official "<h2>$heading</h2><script>document.write('$A')</script>"
	not_official "<h2>$heading</h2><form><label>$label</label><input type=email></form>"
done << 'X'
es|Contacto|Correo
ca|Contacta amb nosaltres|Correu
eu|Harremanetarako|Posta
gl|Contacto|Correo electrónico
pt|Contato|E-mail
fr|Nous contacter|Courriel
it|Contatti|Posta elettronica
de|Kontakt|E-Mail
nl|Contact|E-mail
en|Contact us|Email
sv|Kontakta oss|E-post
da|Kontakt|E-mail
fi|Ota yhteyttä|Sähköposti
pl|Kontakt|E-mail
cs|Kontakty|E-mail
hu|Kapcsolat|E-mail
ro|Contact|E-mail
tr|İletişim|E-posta
el|Επικοινωνία|Email
ru|Контакты|Почта
uk|Контакти|Пошта
ar|اتصل بنا|البريد الإلكتروني
he|צור קשר|דוא"ל
fa|تماس با ما|ایمیل
hi|संपर्क करें|ईमेल
zh|联系我们|邮箱
ja|お問い合わせ|メール
ko|연락처|이메일
vi|Liên hệ|Thư điện tử
X
}
looked languages 'headings, terms, labels and tables'
done_testing
