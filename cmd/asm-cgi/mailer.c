/*
 * A sandbox has no sendmail in it: setgid and its sockets are what it takes away.  So a child is made before, which waits
 * for one mail, whole, and runs sendmail outside, with arguments of ours alone.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/io.h"
#include "base/limits.h"
#include "cmd/asm-cgi/cgi.h"

static int	to_child = -1, from_child = -1;

/* The mail, once all of it is there: its length comes first, so that half a mail is none. */
static int
receive(int fd, struct buf *mail)
{
	uint64_t	n;
	struct span	all;

	if (io_read_all(fd, MAIL_MAX, mail, NULL) == -1 || mail->len < sizeof n)
		return -1;
	memcpy(&n, mail->s, sizeof n);
	all = span_from(span_buf(mail), sizeof n);
	return all.n == n ? 0 : -1;
}

static _Noreturn void
serve(const struct cgi_conf *conf, int in, int out)
{
	struct buf	mail = BUF_INIT, from = BUF_INIT, to = BUF_INIT;
	struct child	child = { .seconds = CGI_SECONDS };
	unsigned char	answer = 1;

	buf_addf(&from, "owner@%s", conf->domain);
	buf_addf(&to, "observe@%s", conf->domain);
	child.argv = (const char *const[]){ conf->sendmail, "-i", "-f", buf_str(&from), "--", buf_str(&to), NULL };
	if (receive(in, &mail) == 0) {
		child.in = span_from(span_buf(&mail), sizeof(uint64_t));
		if (child_run(&child, NULL) == 0 && child.status == 0)
			answer = 0;
	}
	(void)io_write_all(out, &answer, 1, NULL);
	_exit(0);
}

int
mailer_start(const struct cgi_conf *conf, struct err *err)
{
	int	down[2], up[2], fd;
	pid_t	pid;

	if (pipe(down) == -1 || pipe(up) == -1 || (pid = fork()) == -1)
		return err_errno(err, ERR_AGAIN, "a child for sendmail");
	if (pid == 0) {
		close(down[1]);
		close(up[0]);
		/* The web server waits until nobody has its descriptors any more. */
		if ((fd = open("/dev/null", O_RDWR)) == -1 || dup2(fd, STDIN_FILENO) == -1 ||
		    dup2(fd, STDOUT_FILENO) == -1)
			_exit(1);
		serve(conf, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	to_child = down[1];
	from_child = up[0];
	return 0;
}

int
mailer_send(struct span mail, struct err *err)
{
	uint64_t	n = mail.n;
	unsigned char	answer = 1;

	if (io_write_all(to_child, &n, sizeof n, err) == -1 || io_write_all(to_child, mail.s, mail.n, err) == -1)
		return -1;
	close(to_child);
	if (io_read(from_child, &answer, 1) != 1 || answer != 0)
		return err_set(err, ERR_AGAIN, "sendmail did not take it");
	return 0;
}
