#include "cmd/program.h"
#include "cmd/stream.h"
#include "mail/mbox.h"
#include "mail/shelf.h"

int
stream_shelve(int fd, const char *name, void *shelf)
{
	struct mbox	*m;
	struct err	 err;
	int		 r;

	if ((m = mbox_open(fd, &err)) == NULL)
		program_fail(&err);
	if ((r = shelf_read(shelf, m, &err)) == -1)
		program_say("%s: %s", name, err.text);
	mbox_free(m);
	return r == 0 ? 0 : err_exit(&err);
}
