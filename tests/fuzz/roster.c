/* Any bytes as a list of people: no address is longer than the file, and lines are counted upwards. */
#include <stdlib.h>
#include <string.h>

#include "mail/roster.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static struct span	 whole;
static unsigned long	 last;

static int
look(void *arg, const struct roster_entry *e, struct err *err)
{
	(void)arg;
	(void)err;
	/* Values of records are clean copies: a byte that is no text takes three. */
	if (e->line == 0 || e->line < last || e->address.n > (e->record != NULL ? 3 * whole.n : whole.n) || (e->address.n > 0 && e->address.s == NULL))
		abort();
	if (e->rhythm != NULL && strcmp(e->rhythm, "none") != 0 && strcmp(e->rhythm, "weekly") != 0 && e->record == NULL)
		abort();
	last = e->line;
	return memchr(e->address.s == NULL ? "" : e->address.s, '!', e->address.n) != NULL ? -1 : 0;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	whole = span_make((const char *)data, size);
	last = 0;
	roster_read(whole, look, NULL, NULL);
	return 0;
}
