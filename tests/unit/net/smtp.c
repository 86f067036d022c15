#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "tests/unit/tap.h"

#include "base/io.h"
#include "base/limits.h"
#include "net/smtp.h"

static struct err	 e;
static const char	*path;
static int		 listener;
static pid_t		 server;

/* A server that says all its answers at once and keeps what it is told in the file "told". */
static void
start(const char *says, size_t n)
{
	static char	 block[65536];
	struct buf	 told = BUF_INIT;
	ssize_t		 got;
	int		 fd;

	if ((server = fork()) == -1)
		bail("no process");
	if (server != 0)
		return;
	if ((fd = accept(listener, NULL, NULL)) == -1 || io_write_all(fd, says, n, NULL) == -1)
		_exit(1);
	while ((got = read(fd, block, sizeof block)) > 0)
		buf_add(&told, block, (size_t)got);
	_exit(io_replace(tap_path("told"), 0600, told.s, told.len, NULL) == -1);
}

static void
stop(void)
{
	int	status;

	waitpid(server, &status, 0);
}

static void
told(struct buf *out)
{
	buf_reset(out);
	io_read_file(tap_path("told"), BUF_MAX, out, NULL);
}

/* Greeting, EHLO, and the answers to one mail. */
static struct smtp *
session(const char *says, enum smtp_kind kind)
{
	start(says, strlen(says));
	return smtp_open(path, kind, "here.example", 5, &e);
}

static void
test_mail(void)
{
	struct smtp_recipient	 to[3] = { { .address = "a@x.example" }, { .address = "b@x.example" }, { .address = "c@x.example" } };
	struct buf		 out = BUF_INIT;
	struct smtp		*s;

	s = session("220-hello\r\n220 there\r\n250-x\r\n250-pipelining\r\n250-XVERP\r\n250 8BITMIMEX\r\n250 ok\r\n250 ok\r\n"
	    "450 4.2.1 a@x.example is full\r\n550 5.1.12345678 no\r\n354 go\r\n250 ok\r\n", SMTP_PLAIN);
	ok(s != NULL, "a session");
	is_ok(smtp_send(s, "l@x.example", 1, to, 3, SPAN("A: b\n\n.dot\r\nend"), &e), &e, "a mail");
	is_int(to[0].reply, 2, "taken");
	is_int(to[1].reply, 4, "not now");
	is_str(to[1].code, "450 4.2.1", "with its code and no words");
	is_int(to[2].reply, 5, "never");
	is_str(to[2].code, "550", "what is no enhanced code is left out");
	smtp_close(s);
	stop();
	told(&out);
	is_buf(&out, "EHLO here.example\r\nMAIL FROM:<l@x.example> XVERP=+=\r\nRCPT TO:<a@x.example>\r\nRCPT TO:<b@x.example>\r\n"
	    "RCPT TO:<c@x.example>\r\nDATA\r\nA: b\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n", "what it was told");

	s = session("220 x\r\n250 x\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n452 4.3.1 no\r\n", SMTP_LOCAL);
	is_ok(smtp_send(s, "", 1, to, 2, SPAN("x\n"), &e), &e, "by LMTP");
	is_int(to[0].reply * 10 + to[1].reply, 24, "each has an answer of her own");
	is_err(smtp_send(s, "", 0, to, 2, SPAN("a\rb\n"), &e), &e, ERR_DATA, "a CR that ends no line is never sent");
	is_err(smtp_send(s, "", 0, to, 2, SPAN("a\r"), &e), &e, ERR_DATA, "nor one at the end");
	smtp_close(s);
	stop();
	told(&out);
	ok(span_starts(span_buf(&out), "LHLO here.example\r\nMAIL FROM:<>\r\nRCPT"), "no sender, no XVERP");
	buf_free(&out);
}

/* With and without PIPELINING: what is said of the sender is said of nobody, and the session goes on. */
static void
test_sender_refused(const char *says, const char *how)
{
	struct smtp_recipient	 to[2] = { { .address = "a@x.example" }, { .address = "b@x.example" } };
	struct smtp		*s;

	s = session(says, SMTP_PLAIN);
	is_ok(smtp_send(s, "l@x.example", 0, to, 2, SPAN("x\n"), &e), &e, "a sender is refused, %s", how);
	is_int(to[0].reply * 10 + to[1].reply, 55, "for both");
	is_str(to[1].code, "550 5.7.1", "with the answer to MAIL");
	is_int(to[0].is_hers + to[1].is_hers, 0, "which is not theirs");
	is_ok(smtp_send(s, "l@x.example", 0, to, 2, SPAN("x\n"), &e), &e, "the next mail");
	is_int(to[0].reply * 10 + to[1].reply, 22, "is taken");
	is_ok(smtp_send(s, "l@x.example", 0, to, 0, SPAN("x\n"), &e), &e, "a mail to nobody");
	smtp_close(s);
	stop();
}

/* A greeting of so many lines, or of one line so long. */
static int
greets(int lines, size_t length)
{
	struct buf	 says = BUF_INIT;
	struct smtp	*s;
	int		 i, taken;

	for (i = 0; i < lines; i++) {
		buf_adds(&says, i < lines - 1 ? "220-" : "220 ");
		while (i == 0 && says.len < length)
			buf_addc(&says, 'x');
		buf_adds(&says, "\r\n");
	}
	buf_adds(&says, "250 x\r\n");
	start(says.s, says.len);
	taken = (s = smtp_open(path, SMTP_PLAIN, "h", 5, &e)) != NULL;
	smtp_close(s);
	stop();
	buf_free(&says);
	return taken;
}

static int
refuses(const char *says)
{
	struct smtp	*s;
	int		 refused;

	start(says, strlen(says));
	s = smtp_open(path, SMTP_PLAIN, "h", 1, &e);
	refused = s == NULL && e.class == ERR_AGAIN && strchr(e.text, '@') == NULL;
	smtp_close(s);
	stop();
	return refused;
}

int
main(void)
{
	struct sockaddr_un	address = { .sun_family = AF_UNIX };

	signal(SIGPIPE, SIG_IGN);
	path = tap_path("socket");
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if ((listener = socket(AF_UNIX, SOCK_STREAM, 0)) == -1 ||
	    bind(listener, (struct sockaddr *)&address, sizeof address) == -1 || listen(listener, 5) == -1)
		bail("no socket");
	test_mail();
	test_sender_refused("220 x\r\n250-x\r\n250 PIPELINING\r\n550 5.7.1 no\r\n503 5.5.1 no\r\n503 5.5.1 no\r\n"
	    "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n", "with PIPELINING");
	test_sender_refused("220 x\r\n250 x\r\n550 5.7.1 no\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n",
	    "without");
	is_int(greets(SMTP_LINES, 0), 1, "as many lines as an answer may have");
	is_int(greets(SMTP_LINES + 1, 0), 0, "not one more");
	is_int(greets(1, SMTP_REPLY - 2), 1, "as long as a line may be");
	is_int(greets(1, SMTP_REPLY), 0, "no longer");
	ok(refuses("hello\r\n"), "no code");
	ok(refuses("99 x\r\n"), "two digits");
	ok(refuses("2200 x\r\n"), "four");
	ok(refuses("421 who@x.example go away\r\n"), "421");
	ok(refuses("554 no\r\n"), "a greeting that refuses");
	ok(refuses("220 x\r\n550 no\r\n550 no\r\n"), "neither EHLO nor HELO");
	ok(refuses("220-x\r\n"), "an answer that does not end: the time does");
	ok(smtp_open("/nowhere/at/all", SMTP_PLAIN, "h", 1, &e) == NULL && e.class == ERR_AGAIN, "no such socket");
	ok(smtp_open("127.0.0.1:1", SMTP_PLAIN, "h", 1, &e) == NULL && e.class == ERR_AGAIN, "nobody listens");
	ok(smtp_open("[::1]:1", SMTP_LOCAL, "h", 1, &e) == NULL && e.class == ERR_AGAIN, "nor there");
	close(listener);
	return done();
}
