#include "digest.h"

/*
 * Every rule is a nicety: mail programs that drop the whole block show headings, paragraphs and lists.  No
 * colours but those of links, so that light and dark follow the reader; sides are told by the direction of the text.
 */
const char digest_style[] = "\n"
":root{color-scheme:light dark}\n"
"body{margin:0}\n"
".issue{max-width:36em;margin:0 auto;padding:1.5em 1.25em 3em;font:1rem/1.6 system-ui,-apple-system,\"Segoe UI\","
"Roboto,\"Noto Sans\",\"Noto Naskh Arabic\",sans-serif;overflow-wrap:break-word}\n"
"p{margin:.5em 0}\n"
"a{color:#0b5c8a;text-decoration-thickness:1px;text-underline-offset:.15em}\n"
"@media(prefers-color-scheme:dark){a{color:#86c5ee}}\n"
"h1{font-size:1.75em;line-height:1.25;margin:1.2em 0 0}\n"
".dates{font-size:1.1em;margin:.2em 0 .8em}\n"
"h2{font-size:1.25em;line-height:1.3;margin:2.4em 0 .6em;padding-top:.8em;border-top:2px solid rgba(128,128,128,.4)}\n"
"h3{font-size:1.05em;line-height:1.4;margin:0}\n"
".entry{margin:0 0 1.9em}\n"
".about,.links,.quiet{font-size:.875em;margin:.25em 0}\n"
".about,.dates,.quiet{opacity:.78}\n"
".due{font-size:.9em;margin:.35em 0}\n"
".lead{margin:.3em 0}\n"
".contents h2{font-size:1.05em;margin-top:1.6em}\n"
".group{font-size:.9em;margin:1em 0 .2em}\n"
".contents ol{margin:0;padding-inline-start:2.2em;font-size:.95em}\n"
"li{margin:.15em 0}\n"
"hr{border:0;border-top:2px solid rgba(128,128,128,.4);margin:2.4em 0 1em}\n";
