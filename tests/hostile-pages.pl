#!/usr/bin/perl
# hostile-pages.pl DIR: pages of two megabytes that want to cost more than any page may.
use strict;
use warnings;

my ($dir) = @ARGV;
my $max = 2 * 1024 * 1024;
my $a = 'contacto@asamblea.example';
my $foot = "<footer>$a</footer>";

sub page {
	my ($name, $bytes) = @_;
	open my $out, '>:raw', "$dir/$name" or die "$name: $!\n";
	print $out substr($bytes, 0, $max);
	close $out or die "$name: $!\n";
}

# fill NAME UNIT [HEAD [TAIL]]: UNIT as often as there is room.
sub fill {
	my ($name, $unit, $head, $tail) = (@_, '', '');
	page($name, $head . $unit x (($max - length("$head$tail")) / length $unit) . $tail);
}

page('50000-attributes', '<div ' . join(' ', map { "a$_=b" } 1 .. 50000) . '>' . $foot);
page('200000-attributes', '<div ' . join(' ', map { "a$_=b" } 1 .. 200000) . '>' . $foot);
page('100000-levels', '<div>' x 100000 . $foot);
page('100000-levels-inline', '<b>' x 100000 . $foot);
page('different-rules', '<style>' . join('', map { ".a$_,#b$_\{display:none}" } 1 .. 60000) . "</style>$foot");
page('used-rules', '<style>' . join('', map { ".a$_\{display:none}" } 1 .. 2000) . '</style>' . "<p class='x y z' id=q>$a</p>" x 30000);
# Selectors that are dear to ask: of many elements around, of many attributes, lists within lists, with nothing decided.
my $around = '<div class=a>' x 200;
page('rules-of-ancestors', '<style>' . '.a .a .a .a .a>.b{display:none}' x 3000 . "</style>$around" . "<p class=b>$a" x 5000);
page('rules-of-attributes', '<style>' . join('', map { "[a$_][z] p{display:none}" } 1 .. 1900) . '</style><div ' .
    join(' ', map { "a$_=b" } 1 .. 490) . ">$around" . "<p>$a" x 5000);
page('rules-of-lists', '<style>' . ':is(:not(:is(p,b,i,a)),.x,.y,.z){display:none}' x 1900 . "</style>$around" . "<span>$a</span>" x 5000);
page('rules-of-all', '<style>' . '*{opacity:0}' x 1900 . '</style>' . '<b>x</b>' x 100000);
page('rules-of-inlines', '<style>' . join('', map { ".a$_ b.x{color:red;display:none}" } 1 .. 1900) . '</style>' . '<b class=x>x</b>' x 60000);
page('nested-rules', '<style>' . 'a{' x 300000 . "</style>$foot");
page('unknown-elements', join '', map { "<x$_>" } 1 .. 250000);
page('deep-closes', '<div>' x 250 . '</li></x></b></td>' x 100000);
page('class-of-a-million', '<div class="' . 'x ' x 1000000 . "\">$a");
page('half-an-address', 'a' x 1000000 . '@' . 'b' x 1000000);
page('dots', 'a.' x 500000 . '@' . 'b.' x 500000);
page('utf-16', "\xFF\xFE" . "<\0p\0>\0a\0\@\0b\0" x 170000);
fill(@$_) for
    ['levels', '<span>'], ['levels-of-links', '<a href=mailto:x@y>'], ['ats', '@'], ['addresses', "$a "], ['glued', $a],
    ['blocks', "<p>$a"], ['almost', 'contacto@asamblea.exampl '], ['spelled-almost', 'contacto (at) asamblea (dot) exampl '],
    ['spelled', 'contacto (at) asamblea (dot) example '], ['spelled-blocks', '<p>contacto (at) asamblea (dot) example'],
    ['signs', 'at at dot dot '], ['links', "<a href='mailto:$a'>x</a>"], ['one-link', 'a@b.c,', "<a href='mailto:", "'>x</a>"],
    ['percents', '%61', "<a href='mailto:", "'>x</a>"], ['numbers', '&#99;'], ['entities', '&CounterClockwiseContourIntegral;'],
    ['broken-entities', '&#x'], ['ampersands', '&'], ['less', '<'], ['names', '<a'], ['ends', '</'], ['comments', '<!---->'],
    ['open-comments', '<!--'], ['dashes', '-', '<!--'], ['cdata', '<![CDATA['], ['quotes', '<a b="'], ['both-quotes', "<a b='\""],
    ['open-scripts', '<script>'], ['scripts', '<script></script>'], ['no-end', '</scrip', '<script>'],
    ['styles', '<style>.a{display:none}</style>'], ['rules', '.a{display:none}', '<style>', "</style>$foot"],
    ['declarations', 'color:rgb(1,2,3);left:1px;', '<style>a{', "}</style>$foot"], ['one-value', '1px ', '<style>a{margin:', "}</style>$foot"],
    ['escapes', '\\64 ', '<style>.', "{display:none}</style>$foot"], ['selectors', 'a,', '<style>', "b{display:none}</style>$foot"],
    ['brackets', '(', '<style>a:is', "{display:none}</style>$foot"], ['plain-rules', '.a{color:red}', '<style>', "</style>$foot"],
    ['colours', '<p style="color:#fff;background:#000 none">x</p>'], ['old-colours', '<font color=white><b bgcolor=red>x</b></font>'],
    ['long-style', 'left:1px;', '<p style="', "\">$a"], ['makers', "<footer>Photo by $a</footer>"],
    ['styles-in-styles', '<style>', '', "</style>$foot"], ['rules-in-styles', '<style>.a{display:none}', '', "</style>$foot"],
    ['comments-in-front', '<!---->', '', "<style>.a{display:none}</style>$foot"], ['quoted-styles', '<style a="', '', "</style>$foot"],
    ['style-ends', '</styles>', '<style>', $foot], ['styles-apart', '<style></style>'],
    ['title-ends', '</titles>', '<title>', $foot], ['half-ends', '</title', '<title>'], ['textareas', '<textarea></textarea>'],
    ['styled-pictures', '<svg><style>a</style></svg>'], ['styles-of-a-picture', '<style>', '<svg>', $foot],
    ['picture-data', '<![CDATA[]]>', '<svg>', "</svg>$foot"], ['open-picture-data', '<![CDATA[', '<svg>', "</svg>$foot"],
    ['open-styles', '<style'], ['style-attributes', '<p style="display:none;position:absolute;left:-999px">x</p>'],
    ['classes', '<p class="' . join(' ', map { "c$_" } 1 .. 50) . "\">$a"], ['headings', '<h1>x</h1><h2>y</h2>'],
    ['headed', "<h1>x</h1>$a"], ['contacts', '<h2>Contacto</h2><p>x</p>'], ['title', 'contacto ', '<title>'],
    ['titles', '<title>contacto</title>'], ['cells', '<tr><td>x'], ['tables', '<table><tr><td>'], ['items', '<li>'],
    ['terms', '<dt>x<dd>y'], ['paragraphs', '<p>'], ['closes', '</p>'], ['breaks', '<br>'], ['images', "<img alt='$a'>"],
    ['cloudflare', '<a data-cfemail=1a1915140e1b190e153a1b091b1718161f1b541f021b170a161f>x</a>'],
    ['long-cloudflare', '1a', '<a data-cfemail="', '">x</a>'],
    ['json', "<script type=application/ld+json>{\"\@type\":\"Organization\",\"email\":\"$a\"}</script>"],
    ['one-json', '{"a":1},', '<script type=application/ld+json>[', '{}]</script>'],
    ['deep-json', '[', '<script type=application/ld+json>', '</script>'],
    ['microdata', "<div itemscope itemtype=http://schema.org/NGO><span itemprop=email>$a</span></div>"],
    ['metas', "<meta itemprop=email content='$a'>"], ['latin-1', "\xE9abc", '<meta charset=iso-8859-1>'], ['not-utf-8', "\xFF"],
    ['shift-jis', "\x83\x65", '<meta charset=shift_jis>'], ['iso-2022', "\e\$B%F\e(B", '<meta charset=iso-2022-jp>'],
    ['utf-7', '+AGE-', '<meta charset=utf-7>'], ['soft-hyphens', "\xC2\xAD"], ['no-width', "c\xE2\x80\x8Bo"],
    ['overrides', "\xE2\x80\xAE"], ['han', "\xE6\xB8\xAC"], ['arabic', "\xD8\xA7\xD8\xAA "], ['emoji', "\xF0\x9F\x98\x80"],
    ['marks', "a\xCC\x81"], ['wide', "contacto\xEF\xBC\xA0asamblea\xEF\xBC\x8Eexample "], ['newlines', "\n"], ['blanks', ' '],
    ['denials', 'ya no ', '', $a], ['denied-blocks', "<p>$a ya no"], ['others', "<h2>Otras asambleas</h2>$a"],
    ['vcard', "EMAIL:x\@y.example\n", "BEGIN:VCARD\n"], ['folded-vcard', " a\n", "BEGIN:VCARD\nEMAIL:"],
    ['security', "Contact: mailto:x\@y.example\n"], ['statements', "v=asm1; mail=x\@y.example\n"], ['zeros', "\0"],
    ['labels', "<p>Correo:</p><p>$a</p>"], ['words', 'assembly contact mail write us '], ['one-word', 'a'],
    ['other-letters', "contacto\@\xD0\xB0samblea.example "], ['other-links', "<a href='mailto:contacto\@\xD0\xB0samblea.example'>x</a>"],
    ['a-labels', 'contacto@xn--asamblea-1fg.example '], ['templates', '<template>'], ['pictures', '<svg><text>x</text></svg>'],
    ['unseen', "<noscript>$a</noscript>"], ['long-names', '<' . 'x' x 5000 . '>'];
srand 7;
my @pieces = ('<div>', '</div>', '<p>', '<table>', '<td>', '</table>', "<a href=mailto:$a>", '</a>', $a, '<li>', '<b>', '</b>',
    '<h2>Contacto</h2>', '<ul>', '</ul>', '<span class=email>', '</span>', '<footer>', '</footer>', ' contacto at asamblea dot example ');
page('pieces', join '', map { $pieces[rand @pieces] } 1 .. 200000);
page('letters', join '', map { substr '<>/="\' abc@.&;!-', rand 16, 1 } 1 .. $max);
