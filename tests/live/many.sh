# shellcheck shell=sh
# Behind tests/lib.sh: as many proved mails as are wanted, signed now.
#
#	many DIR COUNT	DIR/mails/00001.eml ..., DIR/keys.txt, and DIR/site with the sample network whose contacts wrote them

many()
{
	mkdir -p "$1/sample/mails" "$1/sample/forgeries"
	cp "$ROOT/tests/sample/assemblies" "$ROOT/tests/sample/keys" "$ROOT/tests/sample/site" "$1/sample/"
	: > "$1/sample/recipes"
	perl -MPOSIX=strftime -e '
		my ($dir, $count) = @ARGV;
		my @who = ("contacto\@asamblea-olivar.example", "contact\@majlis-zaytoun.example");
		for my $n (1 .. $count) {
			open my $out, ">", sprintf("%s/%05d.eml", $dir, $n) or die;
			printf $out "Message-ID: <%d.load\@mail.example>\nDate: %s\nMIME-Version: 1.0\nFrom: %s\n"
			    . "To: assemblies\@lists.example\nSubject: Mail %d\nContent-Type: text/plain; charset=utf-8\n\n",
			    $n, strftime("%a, %d %b %Y %H:%M:%S +0000", gmtime(time - 60)), $who[$n % @who], $n;
			print $out "Line $_ of mail $n: the assembly of the square proposes a day of open doors.\n" for 1 .. 20;
		}' "$1/sample/mails" "$2"
	# shellcheck disable=SC2046,SC2012 # names that we made
	{
		head -1 "$ROOT/tests/sample/manifest.tsv"
		(cd "$1/sample" && printf 'mails/%s\tolivar.madrid\tassemblies@lists.example\t0\n' $(ls mails))
	} > "$1/sample/manifest.tsv"
	NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ) PATH=$BUILD/tests/sample:$PATH "$1/sample/site" "$1"
}
