/*
 * Dates and the names of languages, as each language says them.
 */
#include <stdio.h>
#include <string.h>

#include "text/catalog.h"

#define NUMBER	12

/* The form a month has inside a date, where a language has one of its own. */
static const char *const months[] = {
	CATALOG_NC("in a date", "January"), CATALOG_NC("in a date", "February"), CATALOG_NC("in a date", "March"),
	CATALOG_NC("in a date", "April"), CATALOG_NC("in a date", "May"), CATALOG_NC("in a date", "June"),
	CATALOG_NC("in a date", "July"), CATALOG_NC("in a date", "August"), CATALOG_NC("in a date", "September"),
	CATALOG_NC("in a date", "October"), CATALOG_NC("in a date", "November"), CATALOG_NC("in a date", "December")
};

static const char *const weekdays[] = {
	CATALOG_NC("weekday", "Sunday"), CATALOG_NC("weekday", "Monday"), CATALOG_NC("weekday", "Tuesday"),
	CATALOG_NC("weekday", "Wednesday"), CATALOG_NC("weekday", "Thursday"), CATALOG_NC("weekday", "Friday"),
	CATALOG_NC("weekday", "Saturday")
};

static const struct {
	const char	*tag, *name;
} languages[] = {
	{ "en", CATALOG_NC("language", "English") }, { "es", CATALOG_NC("language", "Spanish") },
	{ "ca", CATALOG_NC("language", "Catalan") }, { "fr", CATALOG_NC("language", "French") },
	{ "it", CATALOG_NC("language", "Italian") }, { "pt", CATALOG_NC("language", "Portuguese") },
	{ "de", CATALOG_NC("language", "German") }, { "el", CATALOG_NC("language", "Greek") },
	{ "tr", CATALOG_NC("language", "Turkish") }, { "ar", CATALOG_NC("language", "Arabic") },
	{ "pl", CATALOG_NC("language", "Polish") }, { "fi", CATALOG_NC("language", "Finnish") },
	{ "ru", CATALOG_NC("language", "Russian") }, { "uk", CATALOG_NC("language", "Ukrainian") },
	{ "be", CATALOG_NC("language", "Belarusian") }, { "bg", CATALOG_NC("language", "Bulgarian") },
	{ "sr", CATALOG_NC("language", "Serbian") }, { "mk", CATALOG_NC("language", "Macedonian") },
	{ "zh", CATALOG_NC("language", "Chinese") }, { "ja", CATALOG_NC("language", "Japanese") },
	{ "ko", CATALOG_NC("language", "Korean") }, { "th", CATALOG_NC("language", "Thai") },
	{ "hi", CATALOG_NC("language", "Hindi") }, { "hy", CATALOG_NC("language", "Armenian") },
	{ "ka", CATALOG_NC("language", "Georgian") }, { "he", CATALOG_NC("language", "Hebrew") },
	{ "fa", CATALOG_NC("language", "Persian") }, { "ur", CATALOG_NC("language", "Urdu") },
	{ "ckb", CATALOG_NC("language", "Kurdish") }, { "eu", CATALOG_NC("language", "Basque") },
	{ "gl", CATALOG_NC("language", "Galician") }, { "nl", CATALOG_NC("language", "Dutch") },
	{ "sv", CATALOG_NC("language", "Swedish") }, { "da", CATALOG_NC("language", "Danish") },
	{ "no", CATALOG_NC("language", "Norwegian") }, { "ro", CATALOG_NC("language", "Romanian") },
	{ "hu", CATALOG_NC("language", "Hungarian") }, { "cs", CATALOG_NC("language", "Czech") }
};

static const char *
month(const struct catalog *c, const struct civil *t)
{
	return t->month < 1 || t->month > 12 ? "" : catalog_getc(c, "in a date", months[t->month - 1]);
}

int
catalog_date(struct buf *b, const struct catalog *c, const struct civil *t)
{
	char	 day[NUMBER], year[NUMBER];

	snprintf(day, sizeof(day), "%d", t->day);
	snprintf(year, sizeof(year), "%d", t->year);
	return catalog_fill(b, catalog_getc(c, "date", "%{day} %{month} %{year}"), (const char *const[]){
	    "day", day, "month", month(c, t), "year", year, NULL });
}

/* From one date to another of the same year, said as shortly as the language allows. */
static int
within_year(struct buf *b, const struct catalog *c, const struct civil *from, const struct civil *to)
{
	char	 first[NUMBER], last[NUMBER], year[NUMBER];
	const char *text;

	snprintf(first, sizeof(first), "%d", from->day);
	snprintf(last, sizeof(last), "%d", to->day);
	snprintf(year, sizeof(year), "%d", to->year);
	text = from->month == to->month ? catalog_getc(c, "date", "%{day1}-%{day2} %{month2} %{year}") :
	    catalog_getc(c, "date", "%{day1} %{month1} - %{day2} %{month2} %{year}");
	return catalog_fill(b, text, (const char *const[]){ "day1", first, "day2", last, "month1", month(c, from),
	    "month2", month(c, to), "year", year, NULL });
}

int
catalog_dates(struct buf *b, const struct catalog *c, const struct civil *from, const struct civil *to)
{
	struct buf first = BUF_INIT, last = BUF_INIT;
	int	 r;

	if (from->year == to->year) {
		if (from->month == to->month && from->day == to->day)
			return catalog_date(b, c, from);
		return within_year(b, c, from, to);
	}
	catalog_date(&first, c, from);
	catalog_date(&last, c, to);
	r = catalog_fill(b, catalog_getc(c, "date", "%{date1} - %{date2}"), (const char *const[]){
	    "date1", buf_str(&first), "date2", buf_str(&last), NULL });
	b->err |= first.err | last.err;
	buf_free(&first);
	buf_free(&last);
	return b->err ? -1 : r;
}

const char *
catalog_weekday(const struct catalog *c, int weekday)
{
	return weekday < 0 || weekday > 6 ? "" : catalog_getc(c, "weekday", weekdays[weekday]);
}

const char *
catalog_language_name(const struct catalog *c, const char *tag)
{
	size_t	 i, n = strcspn(tag, "-");

	for (i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strlen(languages[i].tag) == n && span_caseeq(span_make(tag, n), span_str(languages[i].tag)))
			return catalog_getc(c, "language", languages[i].name);
	return tag;
}
