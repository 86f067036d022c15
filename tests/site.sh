# shellcheck shell=sh
# Behind tests/lib.sh, by tests that need a site:
#
#	. "$ROOT/tests/site.sh"
#	make_site "$SCRATCH/site"
#
# A site of known bytes (secret, key, time), whose log is therefore the same each time.  Two assemblies may speak:
# sol (Spanish, sol@sol.example) and luna (English, luna@luna.example).  Mail leaves into the Maildir $DELIVERED, or by
# the program given as DELIVER ("sendmail /path").  ASM_SITE is set.

NOW=2026-11-21T09:00:00Z
LIST=assemblies@lists.example
DELIVERED=$SCRATCH/delivered

# With LETTERS (a directory; tests/soak/letters.t) every letter that any site of the test writes is kept there, and with
# LETTERS_PO (a catalogue) has its words, whatever its language.
keep_letters()
{
	if [ -n "${LETTERS_PO-}" ]; then
		mkdir -p "$1/po"
		for name in en ar ca de el es fi fr it pl pt tr; do cp "$LETTERS_PO" "$1/po/$name.po"; done
	fi
	sqlite3 "$1/private.db" 'CREATE TABLE kept (message BLOB);
		CREATE TRIGGER keep AFTER INSERT ON letter BEGIN INSERT INTO kept VALUES (NEW.message); END'
	trap 'kept_letters; cd / && rm -rf "$SCRATCH"' EXIT
}
kept_letters()
{
	find "$SCRATCH" -name private.db | while read -r db; do
		sqlite3 "$db" "SELECT writefile('$LETTERS/' || lower(hex(randomblob(8))) || '.eml', message) FROM kept" > /dev/null
	done
}

make_site()	# DIR
{
	ASM_SITE=$1
	export ASM_SITE
	mkdir -m 700 "$1"
	printf '%064d\n' 1 > "$1/secret"
	printf '%064d\n' 2 > "$1/key"
	chmod 600 "$1/secret" "$1/key"
	asm-site init -q -N 2026-11-01 $LIST -t 'The list'
	sed -e '/^Receipts:/d' -e "s|^Deliver:.*|Deliver: ${DELIVER:-maildir $DELIVERED}|" -e 's|^Edition:.*|Edition: weekly; since=2026-11-14|' \
	    -e "s|^#Key-File:.*|Key-File: $1/keys.txt|" "$1/asm.conf" > "$SCRATCH/.conf"
	cat "$SCRATCH/.conf" > "$1/asm.conf"
	# Translations go out as they come in, unless a test says how they are reviewed.
	echo "Review: ${REVIEW:-none}" >> "$1/asm.conf"
	: > "$1/keys.txt"
	printf 'Id: sol\nName: Asamblea Sol\nLanguages: es\nAddress: sol@sol.example\n\nId: luna\nName: Luna\nLanguages: en\nAddress: luna@luna.example\n' |
	    asm-directory import -N 2026-11-02 | xargs asm-directory endorse -N 2026-11-02 --why test > /dev/null
	[ -z "${LETTERS-}" ] || keep_letters "$1"
}

# mail_of ASSEMBLY SUBJECT [TEXT]: a mail of its contact.
mail_of()
{
	printf 'From: %s@%s.example\nDate: Sat, 21 Nov 2026 09:55:00 +0100\nSubject: %s\nMessage-ID: <%s@%s.example>\n\n%s\n' \
	    "$1" "$1" "$2" "$(printf %s "$2" | tr -cd a-zA-Z0-9)" "$1" \
	    "${3:-Queridas asambleas, os escribimos para contar lo que hicimos ayer en la plaza.}"
}

# sealed ASSEMBLY TIME < mail, refused VERDICT REASON TIME < mail: as asm-verify would have sealed it then.
sealed()
{
	seal "$ASM_SITE" "$1" "$1@$1.example" dkim "$2"
}
refused()
{
	seal "$ASM_SITE" refused "$1" "$2" "$3"
}

# post ASSEMBLY SUBJECT [TEXT [TIME]]: posted; the article is what comes out.
post()
{
	mail_of "$1" "$2" "${3-}" | sealed "$1" "${4:-$NOW}" | asm-post -N "${4:-$NOW}"
}

# field NAME FILE: its unfolded value.
field()
{
	sed '/^$/q' "$2" | perl -0777 -ne 's/\n[ \t]+/ /g; print "$1\n" if /^\Q'"$1"'\E: (.*)$/m'
}

# delivered: of each mail in the Maildir, who got what: "ADDRESS SUBJECT", sorted.
delivered()
{
	find "$DELIVERED/new" -type f -exec awk '
		FNR == 1 { head = 1; to = "" }
		/^$/ { head = 0 }
		head && /^Delivered-To: / { to = $2 }
		head && /^Subject: / { sub(/^Subject: /, ""); print to, $0 }' {} + 2> /dev/null | sort
}

# later SECONDS: so long after $NOW.
later()
{
	perl -MPOSIX=strftime -e 'print strftime("%Y-%m-%dT%H:%M:%SZ\n", gmtime(1795251600 + $ARGV[0]))' "$1"
}
