#include "tests/unit/tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/limits.h"
#include "site/incoming.h"

static struct err	 e;
static struct incoming	*in;

static int
put(const char *recipient, const char *mail)
{
	int	pipes[2], result;

	if (pipe(pipes) == -1 || io_write_all(pipes[1], mail, strlen(mail), &e) == -1)
		bail("pipe");
	close(pipes[1]);
	result = incoming_put(in, recipient, pipes[0], &e);
	close(pipes[0]);
	return result;
}

static void
test_mails(void)
{
	struct incoming_mail	*mail;
	struct buf		 recipient = BUF_INIT, text = BUF_INIT;
	size_t			 n, fresh, put_off;
	int			 fd;

	is_ok(put("a@lists.example", "Subject: one\n\nText"), &e, "a mail");
	is_ok(put("b@lists.example", ""), &e, "one of no bytes");
	ok(put("a\nb@lists.example", "x") == -1, "a recipient of two lines is none");
	is_ok(incoming_list(in, &mail, &n, &e), &e, "a list");
	is_int((long)n, 2, "of both");
	ok((fd = incoming_get(in, mail[0].name, &recipient, &e)) != -1, "the first");
	is_str(buf_str(&recipient), "a@lists.example", "is that of the first recipient");
	is_ok(io_read_all(fd, 100, &text, &e), &e, "its mail");
	is_str(buf_str(&text), "Subject: one\n\nText", "byte for byte");
	close(fd);
	is_int((long)mail[0].size, (long)(16 + 18), "its size is the file's");
	is_ok(incoming_put_off(in, mail[0].name, &e), &e, "put off");
	is_ok(incoming_count(in, &fresh, &put_off, &e), &e, "counted");
	ok(fresh == 1 && put_off == 1, "one is fresh, one is not");
	is_ok(incoming_remove(in, mail[1].name, &e), &e, "removed");
	is_ok(incoming_remove(in, mail[1].name, &e), &e, "and again");
	is_ok(incoming_put_off(in, mail[1].name, &e), &e, "nor can it be put off any more");
	free(mail);
	is_ok(incoming_list(in, &mail, &n, &e), &e, "what is left");
	ok(n == 1 && mail[0].put_off, "is known as put off");
	is_ok(incoming_remove(in, mail[0].name, &e), &e, "removed");
	free(mail);
	buf_free(&recipient);
	buf_free(&text);
}

static void
test_recipient(void)
{
	struct buf	recipient = BUF_INIT;
	char		longest[RECIPIENT_MAX + 2];
	struct incoming_mail *mail;
	size_t		n;
	int		fd;

	memset(longest, 'a', sizeof longest);
	longest[RECIPIENT_MAX] = '\0';
	is_ok(put(longest, "x"), &e, "the longest recipient");
	is_ok(incoming_list(in, &mail, &n, &e), &e, "listed");
	ok((fd = incoming_get(in, mail[0].name, &recipient, &e)) != -1 && recipient.len == RECIPIENT_MAX, "is read");
	close(fd);
	is_ok(incoming_remove(in, mail[0].name, &e), &e, "removed");
	free(mail);
	longest[RECIPIENT_MAX] = 'a';
	longest[RECIPIENT_MAX + 1] = '\0';
	ok(put(longest, "x") == -1, "one byte more is too long");
	ok(incoming_get(in, "none", &recipient, &e) == -1, "no such mail");
	buf_free(&recipient);
}

/* In another process, as flock(2) knows no other. */
static int
locked_elsewhere(void)
{
	struct incoming	*other;
	int		 status;

	if (fork() == 0)
		_exit((other = incoming_open(tap_path("."), &e)) != NULL && incoming_lock(other, &e) == 0);
	return wait(&status) != -1 && WEXITSTATUS(status) == 1;
}

static void
test_room(void)
{
	struct incoming_mail	*mail;
	char			 name[64];
	size_t			 i, n;

	ok(incoming_has_room(in), "there is room");
	incoming_note(in, 0);
	ok(!incoming_has_room(in), "none while a mail cannot be decided");
	incoming_note(in, 1);
	ok(incoming_has_room(in), "until one can");
	for (i = 0; i < INCOMING_MAX; i++) {
		if (i == INCOMING_MAX - 1)
			ok(incoming_has_room(in), "for the last one");
		put("a@b.example", "");
	}
	ok(!incoming_has_room(in), "not for more");
	is_ok(incoming_list(in, &mail, &n, &e), &e, "all are listed");
	is_int((long)n, INCOMING_MAX, "each once");
	for (i = 1; i < n && strcmp(mail[i - 1].name, mail[i].name) < 0; i++)
		;
	ok(i == n, "in their order");
	for (i = 0; i < n; i++)
		incoming_remove(in, mail[i].name, &e);
	free(mail);
	put("a@b.example", "");
	is_ok(incoming_list(in, &mail, &n, &e), &e, "one");
	snprintf(name, sizeof name, "%s", mail[0].name);
	incoming_put_off(in, mail[0].name, &e);
	ok(!incoming_has_room(in), "nor behind one that was put off");
	strcat(name, ".again");
	incoming_remove(in, name, &e);
	ok(incoming_has_room(in), "room again");
	free(mail);
}

static void
test_lock(void)
{
	ok(!locked_elsewhere(), "nobody is at work");
	ok(incoming_lock(in, &e) == 1, "now it is us");
	ok(locked_elsewhere(), "as others see");
	incoming_unlock(in);
	ok(!locked_elsewhere(), "not any more");
}

int
main(void)
{
	if ((in = incoming_open(tap_path("."), &e)) == NULL)
		bail("%s", e.text);
	test_mails();
	test_recipient();
	test_room();
	test_lock();
	incoming_close(in);
	ok(incoming_open(tap_path("nowhere/at/all"), &e) == NULL && e.class == ERR_CONFIG, "no site");
	return done();
}
