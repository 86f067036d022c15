#!/usr/bin/perl
# stream.pl N: an mbox of N mails for benchmarks: six languages, four kinds, threads, all encodings, some of it multipart; the same
# bytes every time.
use MIME::Base64;
use MIME::QuotedPrint;
use POSIX qw(strftime);

use utf8;
use Encode;
my %say = (
	en => "The assembly of %s met in the square and wants to hear what the others think of a common kitchen. ",
	es => "La asamblea de %s se reunió en la plaza y quiere saber qué piensan las demás de una cocina común. ",
	fr => "L\x{2019}assemblée de %s s\x{2019}est réunie sur la place et demande ce que les autres pensent d\x{2019}une cuisine commune. ",
	el => "Η συνέλευση της %s μαζεύτηκε στην πλατεία και ρωτά τις άλλες τι λένε για μια κοινή κουζίνα. ",
	ar => "اجتمع مجلس %s في الساحة ويسأل المجالس الأخرى عن رأيها في مطبخ مشترك. ",
	tr => "%s meclisi meydanda toplandı ve ortak bir mutfak için ötekilerin ne düşündüğünü soruyor. ");
my @language = sort keys %say;
my @place = qw(Madrid London Athens Paris Istanbul Tunis Barcelona Chicago);
my @kind = qw(proposal update help other);
my $x = 15;
sub any { $x = ($x * 1103515245 + 12345) % 2147483648; return int($x / 65536) % $_[0] }
for my $i (1 .. $ARGV[0]) {
	my ($l, $c, $k) = ($language[any(6)], $place[any(8)], $kind[any(4)]);
	my $text = join("\n\n", map { join "", map { sprintf $say{$l}, $c } 0 .. 1 + any(5) } 0 .. 1 + any(6));
	$text = encode("UTF-8", "$text\n\nSee https://www.example.org/$i/?a=1&b=2 at 19:00.\n\n> quoted <b>&amp; line\n");
	my $encoding = ("quoted-printable", "base64", "8bit")[$i % 3];
	$text = $i % 3 == 0 ? encode_qp($text) : $i % 3 == 1 ? encode_base64($text) : $text;
	my $t = 1330000000 + $i * 3600;
	print "From mboxrd\@z Thu Jan  1 00:00:00 1970\nFrom: ", encode("MIME-Q", "Asamblea de $c"), " <post\@x.example>\n",
	    "To: assemblies\@lists.example\nSubject: ", encode("MIME-B", substr(sprintf($say{$l}, $c), 0, 40) . "— $i"),
	    "\nDate: ", strftime("%a, %d %b %Y %H:%M:%S +0000", gmtime $t), "\nMessage-ID: <$i.$c\@assembly.example>\n",
	    "MIME-Version: 1.0\nContent-Language: $l\nAsm-Kind: $k\nAsm-Assembly: $c\n";
	print "In-Reply-To: <", $i - 1 - any(1), ".$c\@assembly.example>\n" if any(10) < 4;
	if ($i % 10 == 0) {
		print "Content-Type: multipart/alternative; boundary=b$i\n\n--b$i\nContent-Type: text/plain; charset=utf-8\n",
		    "Content-Transfer-Encoding: $encoding\n\n$text\n--b$i\nContent-Type: text/html; charset=utf-8\n\n<p>x</p>\n--b$i--\n\n";
	} else {
		print "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: $encoding\n\n$text\n";
	}
}
