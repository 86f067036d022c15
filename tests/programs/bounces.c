/*
 * bounces FILE ...: what lib/mail/bounce says of each: "NAME CLASS STATUS RECIPIENT ..." a line.
 */
#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "base/limits.h"
#include "mail/bounce.h"
#include "mail/mime.h"

static int
show(const char *path)
{
	const char	*name = strrchr(path, '/');
	struct buf	 mail = BUF_INIT;
	struct bounce	 b = { NULL, 0, BOUNCE_NONE };
	struct mime	*m = NULL;
	struct err	 err;
	size_t		 i;
	int		 result = -1;

	if (io_read_file(path, MAIL_MAX, &mail, &err) == 0 && (m = mime_parse(span_buf(&mail), &err)) != NULL &&
	    (result = bounce_read(&b, m, &err)) == 0) {
		printf("%s\t%s\t%s\t", name != NULL ? name + 1 : path, bounce_word(b.class),
		    b.n > 0 && b.report[0].status[0] != '\0' ? b.report[0].status : "-");
		for (i = 0; i < b.n; i++)
			printf("%s%s", i > 0 ? " " : "", b.report[i].recipient);
		printf("%s\n", b.n == 0 ? "-" : "");
	} else
		fprintf(stderr, "bounces: %s: %s\n", path, err.text);
	bounce_free(&b);
	mime_free(m);
	buf_free(&mail);
	return result;
}

int
main(int argc, char *argv[])
{
	int	i, status = 0;

	for (i = 1; i < argc; i++)
		if (show(argv[i]) == -1)
			status = 1;
	return status;
}
