#include "net/smtp.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

#define BATCH		50		/* RCPT commands that are sent before their answers are read */

#define HAS_PIPELINING	0x01u
#define HAS_XVERP	0x02u
#define HAS_8BITMIME	0x04u

struct smtp {
	int		 fd;
	enum smtp_kind	 kind;
	unsigned	 seconds;
	unsigned	 features;
	char		 in[4096];	/* read and not yet used: in[at..end) */
	size_t		 at, end;
	struct buf	 out;		/* to be sent */
};

struct reply {
	int		 code;		/* 250 */
	char		 text[SMTP_CODE];	/* "250 2.1.5", without words */
};

/* ---- the wire ---- */

static int64_t
milliseconds(void)
{
	struct timespec	t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait for the descriptor until `deadline`: 0, -1 ERR_AGAIN. */
static int
wait_for(const struct smtp *s, short events, int64_t deadline, struct err *err)
{
	struct pollfd	p = { .fd = s->fd, .events = events };
	int64_t		left;
	int		got;

	do {
		left = deadline - milliseconds();
		got = left <= 0 ? 0 : poll(&p, 1, left > 1000000 ? 1000000 : (int)left);
	} while ((got == -1 && errno == EINTR) || (got == 0 && left > 1000000));
	if (got == 1)
		return 0;
	return got == 0 ? err_set(err, ERR_AGAIN, "the mail server is silent") :
	    err_errno(err, ERR_AGAIN, "the mail server");
}

static int64_t
deadline_of(const struct smtp *s)
{
	return milliseconds() + (int64_t)s->seconds * 1000;
}

/* Everything in s->out.  The time begins again whenever something goes out. */
static int
flush(struct smtp *s, struct err *err)
{
	size_t	done = 0;
	ssize_t	n;

	if (buf_ok(&s->out, err) == -1)
		return -1;
	while (done < s->out.len) {
		n = send(s->fd, s->out.s + done, s->out.len - done, MSG_NOSIGNAL);
		if (n > 0)
			done += (size_t)n;
		else if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			if (wait_for(s, POLLOUT, deadline_of(s), err) == -1)
				return -1;
		} else if (n == 0 || errno != EINTR)
			return err_errno(err, ERR_AGAIN, "the mail server");
	}
	buf_reset(&s->out);
	return 0;
}

static int
fill(struct smtp *s, int64_t deadline, struct err *err)
{
	ssize_t	n;

	for (;;) {
		if (wait_for(s, POLLIN, deadline, err) == -1)
			return -1;
		if ((n = recv(s->fd, s->in, sizeof s->in, 0)) > 0)
			break;
		if (n == 0)
			return err_set(err, ERR_AGAIN, "the mail server hung up");
		if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
			return err_errno(err, ERR_AGAIN, "the mail server");
	}
	s->at = 0;
	s->end = (size_t)n;
	return 0;
}

/* One line without its end; what is longer than `line` is read and dropped. */
static int
read_line(struct smtp *s, int64_t deadline, struct buf *line, struct err *err)
{
	size_t	taken;
	char	c;

	buf_reset(line);
	for (taken = 0; taken < SMTP_REPLY; taken++) {
		if (s->at == s->end && fill(s, deadline, err) == -1)
			return -1;
		if ((c = s->in[s->at++]) == '\n') {
			buf_trim(line, "\r");
			return buf_ok(line, err);
		}
		if (line->len < SMTP_LINE)
			buf_addc(line, c);
	}
	return err_set(err, ERR_AGAIN, "the mail server's answer has no end");
}

/* "5.1.1" in front of the words, appended behind the code. */
static void
keep_status(struct reply *r, struct span words)
{
	size_t	n = 0, len = strlen(r->text);

	while (n < words.n && n < 9 && ((words.s[n] >= '0' && words.s[n] <= '9') || words.s[n] == '.'))
		n++;
	if (n >= 5 && words.s[1] == '.' && (n == words.n || words.s[n] == ' '))
		(void)snprintf(r->text + len, sizeof r->text - len, " %.*s", (int)n, words.s);
}

static int
parse_line(struct reply *r, struct span line)
{
	unsigned long long	code;

	if (line.n < 3 || span_number(span_head(line, 3), &code) == -1 || code < 200 || code > 599 ||
	    (line.n > 3 && line.s[3] != ' ' && line.s[3] != '-'))
		return -1;
	r->code = (int)code;
	(void)snprintf(r->text, sizeof r->text, "%d", r->code);
	keep_status(r, span_from(line, 4));
	return 0;
}

/* What a line behind the first of EHLO's answer offers. */
static void
note_feature(struct smtp *s, struct span line)
{
	static const struct {
		const char	*word;
		unsigned	 feature;
	} known[] = {
		{ "PIPELINING", HAS_PIPELINING }, { "XVERP", HAS_XVERP }, { "8BITMIME", HAS_8BITMIME },
	};
	struct span	word = span_from(line, 4);
	size_t		i;

	for (i = 0; i < word.n && word.s[i] != ' '; i++)
		;
	for (word.n = i, i = 0; i < sizeof known / sizeof known[0]; i++)
		if (span_caseeqs(word, known[i].word))
			s->features |= known[i].feature;
}

/* The whole answer to one command. */
static int
read_reply(struct smtp *s, int features, struct reply *r, struct err *err)
{
	struct buf	line = BUF_INIT;
	int64_t		deadline = deadline_of(s);
	int		lines, more = 1, result = 0;

	for (lines = 0; result == 0 && more; lines++) {
		if ((result = read_line(s, deadline, &line, err)) == -1)
			break;
		if (lines == SMTP_LINES || parse_line(r, span_buf(&line)) == -1)
			result = err_set(err, ERR_AGAIN, "the mail server does not speak SMTP");
		else if (features && lines > 0)
			note_feature(s, span_buf(&line));
		more = line.len > 3 && line.s[3] == '-';
	}
	buf_free(&line);
	/* 421: it closes the connection, whatever was asked. */
	if (result == 0 && r->code == 421)
		return err_set(err, ERR_AGAIN, "the mail server: 421");
	return result;
}

static int
ask(struct smtp *s, struct reply *r, struct err *err, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static int
ask(struct smtp *s, struct reply *r, struct err *err, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	buf_addv(&s->out, fmt, ap);
	va_end(ap);
	return flush(s, err) == -1 ? -1 : read_reply(s, 0, r, err);
}

/* ---- opening ---- */

static int
connect_to(struct smtp *s, const struct sockaddr *address, socklen_t size, struct err *err)
{
	socklen_t	len = sizeof(int);
	int		why = 0;

	if ((s->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) == -1)
		return err_errno(err, ERR_AGAIN, "socket");
	if (connect(s->fd, address, size) == 0)
		return 0;
	if (errno == EINPROGRESS && wait_for(s, POLLOUT, deadline_of(s), err) == 0) {
		if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &why, &len) == 0 && why == 0)
			return 0;
		errno = why;
	}
	err_errno(err, ERR_AGAIN, "the mail server");
	close(s->fd);
	s->fd = -1;
	return -1;
}

static int
connect_path(struct smtp *s, const char *path, struct err *err)
{
	struct sockaddr_un	address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof address.sun_path)
		return err_set(err, ERR_CONFIG, "%s: too long for a socket", path);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	return connect_to(s, (const struct sockaddr *)&address, sizeof address, err);
}

/* "host:port" parted; a host in brackets is an address that holds colons. */
static int
part(const char *where, const char *otherwise, char **host, char **port)
{
	struct span	rest = span_str(where);
	ptrdiff_t	at;

	if (span_starts(rest, "[") && (at = span_chr(rest, ']')) != -1) {
		*host = span_dup(span_from(span_head(rest, (size_t)at), 1));
		rest = span_from(rest, (size_t)at + 1);
	} else {
		at = span_chr(rest, ':');
		*host = span_dup(at == -1 ? rest : span_head(rest, (size_t)at));
		rest = at == -1 ? SPAN_NONE : span_from(rest, (size_t)at);
	}
	*port = rest.n > 1 ? span_dup(span_from(rest, 1)) : strdup(otherwise);
	return *host != NULL && *port != NULL ? 0 : -1;
}

static int
connect_host(struct smtp *s, const char *where, struct err *err)
{
	struct addrinfo	 hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *all = NULL, *a;
	char		*host = NULL, *port = NULL;
	int		 got, result = -1;

	if (part(where, s->kind == SMTP_LOCAL ? "24" : "25", &host, &port) == -1)
		err_memory(err);
	else if ((got = getaddrinfo(host, port, &hints, &all)) != 0)
		err_set(err, ERR_AGAIN, "%s: %s", where, gai_strerror(got));
	else
		for (a = all; a != NULL && result == -1; a = a->ai_next)
			result = connect_to(s, a->ai_addr, a->ai_addrlen, err);
	if (all != NULL)
		freeaddrinfo(all);
	free(host);
	free(port);
	return result;
}

/* The server's greeting, and ours.  HELO where EHLO is not known. */
static int
greet(struct smtp *s, const char *helo, struct err *err)
{
	struct reply	r = { 0 };

	if (read_reply(s, 0, &r, err) == -1)
		return -1;
	if (r.code / 100 == 2) {
		buf_addf(&s->out, "%s %s\r\n", s->kind == SMTP_LOCAL ? "LHLO" : "EHLO", helo);
		if (flush(s, err) == -1 || read_reply(s, 1, &r, err) == -1)
			return -1;
		if (r.code / 100 == 5 && s->kind == SMTP_PLAIN && ask(s, &r, err, "HELO %s\r\n", helo) == -1)
			return -1;
	}
	return r.code / 100 == 2 ? 0 : err_set(err, ERR_AGAIN, "the mail server: %s", r.text);
}

struct smtp *
smtp_open(const char *where, enum smtp_kind kind, const char *helo, unsigned seconds, struct err *err)
{
	struct smtp	*s;

	if ((s = calloc(1, sizeof *s)) == NULL) {
		err_memory(err);
		return NULL;
	}
	s->fd = -1;
	s->kind = kind;
	s->seconds = seconds;
	if ((*where == '/' ? connect_path(s, where, err) : connect_host(s, where, err)) == 0 &&
	    greet(s, helo, err) == 0)
		return s;
	smtp_close(s);
	return NULL;
}

void
smtp_close(struct smtp *s)
{
	if (s == NULL)
		return;
	if (s->fd != -1) {
		(void)send(s->fd, "QUIT\r\n", 6, MSG_NOSIGNAL);
		close(s->fd);
	}
	buf_free(&s->out);
	free(s);
}

/* ---- one mail ---- */

static void
settle(struct smtp_recipient *to, const struct reply *r, int is_hers)
{
	to->reply = r->code / 100;
	to->is_hers = is_hers;
	to->code[0] = '\0';
	if (to->reply != 2) {
		to->reply = to->reply == 5 ? 5 : 4;
		(void)snprintf(to->code, sizeof to->code, "%s", r->text);
	}
}

/* Everybody not yet refused. */
static void
settle_all(struct smtp_recipient *to, size_t n, const struct reply *r)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (to[i].reply == 2)
			settle(&to[i], r, 0);
}

static void
add_mail(struct smtp *s, const char *sender, int verp)
{
	buf_addf(&s->out, "MAIL FROM:<%s>%s%s\r\n", sender,
	    (s->features & HAS_8BITMIME) != 0 ? " BODY=8BITMIME" : "",
	    verp && *sender != '\0' && (s->features & HAS_XVERP) != 0 ? " XVERP=+=" : "");
}

/* The answers to RCPT; *taken is how many the server accepts. */
static int
read_recipients(struct smtp *s, struct smtp_recipient *to, size_t n, size_t *taken, struct err *err)
{
	struct reply	r = { 0 };
	size_t		i;

	for (i = 0; i < n; i++) {
		if (read_reply(s, 0, &r, err) == -1)
			return -1;
		settle(&to[i], &r, 1);
		*taken += to[i].reply == 2;
	}
	return 0;
}

/*
 * MAIL, and RCPT for all of them, as many commands at once as the server allows.  *r is its answer to MAIL; where that is no, it
 * was none to RCPT.
 */
static int
name_all(struct smtp *s, const char *sender, int verp, struct smtp_recipient *to, size_t n, struct reply *r, size_t *taken,
    struct err *err)
{
	int	pipelining = (s->features & HAS_PIPELINING) != 0;
	size_t	i, k, batch = pipelining ? BATCH : 1;

	*taken = 0;
	add_mail(s, sender, verp);
	if (!pipelining) {
		if (flush(s, err) == -1 || read_reply(s, 0, r, err) == -1)
			return -1;
		if (r->code / 100 != 2)
			return 0;
	}
	for (i = 0; i < n; i += batch) {
		for (k = i; k < n && k < i + batch; k++)
			buf_addf(&s->out, "RCPT TO:<%s>\r\n", to[k].address);
		if (flush(s, err) == -1 || (i == 0 && pipelining && read_reply(s, 0, r, err) == -1) ||
		    read_recipients(s, to + i, k - i, taken, err) == -1)
			return -1;
		if (r->code / 100 != 2)
			return 0;
	}
	return 0;
}

/* CRLF, dots doubled, and the line that ends it. */
static void
add_message(struct buf *out, struct span message)
{
	struct span	line;

	buf_room(out, message.n + message.n / 16);
	while (span_line(&message, &line)) {
		if (span_starts(line, "."))
			buf_addc(out, '.');
		buf_addspan(out, line);
		buf_add(out, "\r\n", 2);
	}
	buf_adds(out, ".\r\n");
}

/* The answer behind the last dot: one, or with LMTP one for each whom the server accepted. */
static int
read_fates(struct smtp *s, struct smtp_recipient *to, size_t n, struct err *err)
{
	struct reply	r = { 0 };
	size_t		i;

	if (s->kind == SMTP_PLAIN) {
		if (read_reply(s, 0, &r, err) == -1)
			return -1;
		settle_all(to, n, &r);
		return 0;
	}
	for (i = 0; i < n; i++)
		if (to[i].reply == 2) {
			if (read_reply(s, 0, &r, err) == -1)
				return -1;
			settle(&to[i], &r, 1);
		}
	return 0;
}

/* A CR that ends no line means different things to different servers: mail is smuggled that way. */
static int
has_bare_cr(struct span message)
{
	const char	*p = message.s, *end = message.s + message.n;

	for (; message.n > 0 && (p = memchr(p, '\r', (size_t)(end - p))) != NULL; p++)
		if (p + 1 == end || p[1] != '\n')
			return 1;
	return 0;
}

int
smtp_send(struct smtp *s, const char *sender, int verp, struct smtp_recipient *to, size_t n,
    struct span message, struct err *err)
{
	struct reply	r = { 0 };
	size_t		i, taken = 0;

	if (has_bare_cr(message))
		return err_set(err, ERR_DATA, "a CR that ends no line");
	if (n == 0)
		return 0;
	for (i = 0; i < n; i++)
		to[i].reply = 2;
	if (name_all(s, sender, verp, to, n, &r, &taken, err) == -1)
		return -1;
	if (r.code / 100 != 2) {
		for (i = 0; i < n; i++)
			settle(&to[i], &r, 0);
		return 0;
	}
	if (taken == 0)
		return ask(s, &r, err, "RSET\r\n");
	if (ask(s, &r, err, "DATA\r\n") == -1)
		return -1;
	if (r.code != 354) {
		if (r.code / 100 < 4)
			return err_set(err, ERR_AGAIN, "the mail server does not speak SMTP");
		settle_all(to, n, &r);
		return ask(s, &r, err, "RSET\r\n");
	}
	add_message(&s->out, message);
	return flush(s, err) == -1 ? -1 : read_fates(s, to, n, err);
}
