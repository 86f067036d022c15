/*
 * Any bytes as a stream of mail: what is read is written, and read again it is the same.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mail/mbox.h"

int	 LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static int
memory_file(const void *data, size_t size)
{
	int	 fd = memfd_create("mbox", 0);

	if (fd == -1 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

/* A claim of length would be another one for the quoted text. */
static int
claims(struct span message)
{
	return span_casefind(message, SPAN("content-length")) != -1;
}

static void
again(struct span message)
{
	struct buf b = BUF_INIT, want = BUF_INIT;
	struct mbox *m;
	char	*out = NULL;
	size_t	 n = 0;
	FILE	*f = open_memstream(&out, &n);
	int	 fd;

	if (f == NULL || mbox_write(f, message, "a@b", 0, NULL) == -1 || mbox_write(f, SPAN("x: y\n"), "", 0, NULL) == -1)
		abort();
	fclose(f);
	m = mbox_open(fd = memory_file(out, n), NULL);
	buf_addspan(&want, message);
	if (want.len > 0 && want.s[want.len - 1] != '\n')
		buf_addc(&want, '\n');
	if (mbox_next(m, &b, NULL) != 1 || !span_eq(span_buf(&b), span_buf(&want)) || mbox_next(m, &b, NULL) != 1 ||
	    !span_eqs(span_buf(&b), "x: y\n") || mbox_next(m, &b, NULL) != 0)
		abort();
	mbox_free(m);
	close(fd);
	free(out);
	buf_free(&b);
	buf_free(&want);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	int	 fd = memory_file(data, size);
	struct mbox *m = mbox_open(fd, NULL);
	struct buf b = BUF_INIT;
	size_t	 total = 0;

	while (mbox_next(m, &b, NULL) == 1) {
		total += b.len;
		if (strlen(mbox_envelope(m)) > 1000 || total > size)
			abort();
		/* CRs in front of line ends are read as line ends. */
		if (!claims(span_buf(&b)) && span_chr(span_buf(&b), '\r') == -1)
			again(span_buf(&b));
	}
	mbox_free(m);
	close(fd);
	buf_free(&b);
	return 0;
}
