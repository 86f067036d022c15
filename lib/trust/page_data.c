/* What says in its own form whose address it is: JSON-LD, vCard, security.txt, asm-contact.txt. */
#include "trust/page_private.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"

static int
is_one_of(struct span s, const char *const *name, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (span_caseeqs(s, name[i]))
			return 1;
	return 0;
}

#define IS_ONE_OF(s, names)	is_one_of(s, names, sizeof names / sizeof names[0])

/* The name of a type without its vocabulary. */
static struct span
bare_type(struct span s)
{
	size_t	 i;

	s = span_trim(s);
	for (i = s.n; i > 0; i--)
		if (s.s[i - 1] == '/' || s.s[i - 1] == '#' || s.s[i - 1] == ':')
			return span_from(s, i);
	return s;
}

int
page_is_organization(struct span type)
{
	static const char *const names[] = {
		"Organization", "NGO", "LocalBusiness", "ContactPoint", "GovernmentOrganization", "EducationalOrganization",
		"NewsMediaOrganization", "PerformingGroup", "SportsOrganization", "WorkersUnion", "PoliticalParty",
		"Project", "Consortium", "CivicStructure", "CommunityCenter", "Place", "Library", "OnlineBusiness",
		"Corporation", "Cooperative", "MedicalOrganization", "ProfessionalService", "Group"
	};
	struct span	 one;
	int		 found = 0;

	while (!found && span_cut(&type, ' ', &one))
		found = IS_ONE_OF(bare_type(one), names);
	return found;
}

/* ---- JSON-LD ---- */

struct walk {
	struct page	*page;
	unsigned	 place;
	int		 other;		/* inside of what belongs to another body */
};

/* "@type" may be a string or a list of them. */
static int
has_type(const struct json *object, int (*test)(struct span))
{
	const struct json *type = json_get(object, "@type");
	size_t	 i;
	int	 found = 0;

	if (type == NULL)
		return 0;
	if (json_text(type) != NULL)
		return test(span_str(json_text(type)));
	for (i = 0; !found && i < json_count(type); i++)
		if (json_at(type, i, NULL) != NULL && json_text(json_at(type, i, NULL)) != NULL)
			found = test(span_str(json_text(json_at(type, i, NULL))));
	return found;
}

static int
is_visitors(struct span type)
{
	static const char *const names[] = {
		"Comment", "UserComments", "Review", "Person", "Answer", "Question", "UserReview", "CriticReview", "Rating",
		"DiscussionForumPosting", "SocialMediaPosting", "CreativeWork"
	};

	return IS_ONE_OF(bare_type(type), names);
}

static void
look_at_email(struct walk *w, const struct json *email)
{
	struct span	 value;
	int		 others;
	size_t		 i;

	if (email == NULL)
		return;
	if (json_text(email) == NULL) {
		for (i = 0; i < json_count(email); i++)
			if (json_at(email, i, NULL) != NULL && json_text(json_at(email, i, NULL)) != NULL)
				look_at_email(w, json_at(email, i, NULL));
		return;
	}
	value = span_trim(span_str(json_text(email)));
	if (!(span_casestarts(value, "mailto:") ? page_mailto(w->page, value, &others) : page_is_address(w->page, value)))
		return;
	if (w->other)
		page_keep(w->page, PAGE_REVIEW, "data", "data", "others", value);
	else if ((w->place & PLACE_DOUBT) != 0)
		page_keep(w->page, PAGE_REVIEW, "data", "data", "doubt", value);
	else
		page_keep(w->page, PAGE_OFFICIAL, "data", "data", "", value);
}

/* Depth is bounded by JSON_DEPTH. */
static void
walk_json(struct walk *w, const struct json *v)
{
	static const char *const visitors[] = { "comment", "review", "author", "creator", "contributor", "reviews", "comments" };
	static const char *const others[] = {
		"member", "memberOf", "affiliation", "sponsor", "funder", "subOrganization", "parentOrganization", "knows",
		"attendee", "performer", "provider", "organizer", "partner", "relatedLink", "mentions", "about"
	};
	struct walk	 below;
	const char	*name;
	size_t		 i;

	if (v == NULL || json_text(v) != NULL || has_type(v, is_visitors))
		return;
	if (has_type(v, page_is_organization))
		look_at_email(w, json_get(v, "email"));
	for (i = 0; i < json_count(v); i++) {
		const struct json *item = json_at(v, i, &name);

		if (name != NULL && IS_ONE_OF(span_str(name), visitors))
			continue;
		below = *w;
		below.other |= name != NULL && IS_ONE_OF(span_str(name), others);
		walk_json(&below, item);
	}
}

void
page_json(struct page *p, struct span script, unsigned place)
{
	struct walk	 w = { p, place, 0 };
	struct json	*root;

	if (script.n > PAGE_JSON || !page_spend(p, 50 + script.n / 8) || (place & (PLACE_HIDDEN | PLACE_VISITOR)) != 0)
		return;
	if ((root = json_parse(script, NULL)) == NULL)
		return;
	walk_json(&w, root);
	json_free(root);
}

/* ---- files ---- */

static void
keep_file(struct page *p, int found, struct span line)
{
	if (found)
		page_keep(p, PAGE_OFFICIAL, "file", "file", "", line);
}

/* EMAIL;TYPE=work:contacto@asamblea.example, also "item1.EMAIL". */
static void
read_vcard(struct page *p, struct span text)
{
	struct span	 line, rest, name;

	while (page_spend(p, 4) && span_line(&text, &line)) {
		rest = line;
		if (!span_cut(&rest, ':', &name))
			continue;
		if (span_chr(name, ';') != -1)
			name = span_head(name, (size_t)span_chr(name, ';'));
		if (span_chr(name, '.') != -1)
			name = span_from(name, (size_t)span_chr(name, '.') + 1);
		rest = span_trim(rest);
		if (span_caseeqs(name, "EMAIL"))
			keep_file(p, page_is_address(p, span_casestarts(rest, "mailto:") ? span_from(rest, 7) : rest), line);
	}
}

/* RFC 9116: Contact: mailto:contacto@asamblea.example */
static void
read_security(struct page *p, struct span text)
{
	struct span	 line;
	int		 others;

	while (page_spend(p, 4) && span_line(&text, &line))
		if (span_casestarts(line, "Contact:"))
			keep_file(p, page_mailto(p, span_from(line, strlen("Contact:")), &others), line);
}

/* v=asm1; mail=contacto@asamblea.example; quoted as programs that ask DNS show it. */
static void
read_statement(struct page *p, struct span text)
{
	struct span	 line, tag;

	while (page_spend(p, 4) && span_line(&text, &line)) {
		line = span_trim(line);
		if (line.n >= 2 && line.s[0] == '"' && line.s[line.n - 1] == '"')
			line = span_make(line.s + 1, line.n - 2);
		if (!span_cut(&line, ';', &tag) || !span_eqs(span_trim(tag), "v=asm1"))
			continue;
		while (span_cut(&line, ';', &tag)) {
			tag = span_trim(tag);
			if (span_starts(tag, "mail="))
				keep_file(p, page_is_address(p, span_trim(span_from(tag, strlen("mail=")))), tag);
		}
	}
}

int
page_file(struct page *p, struct span utf8)
{
	struct span	 start = span_trim(utf8), rest = start, line;
	int		 markup = 0, contact = 0, i;

	if (span_casestarts(start, "BEGIN:VCARD")) {
		read_vcard(p, utf8);
		return 1;
	}
	if (span_starts(start, "v=asm") || span_starts(start, "\"v=asm")) {
		read_statement(p, utf8);
		return 1;
	}
	for (i = 0; i < 100 && span_line(&rest, &line); i++) {
		markup |= span_chr(line, '<') != -1;
		contact |= span_casestarts(line, "Contact:");
	}
	if (markup || !contact || span_chr(start, '<') != -1)
		return 0;
	read_security(p, utf8);
	return 1;
}
