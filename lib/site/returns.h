/*
 * What comes back, and what follows: a score for each observer that fades, a
 * warning, a probe, and only then an end.
 *
 * A bounce to bounce+SERIAL@ is worth something only if that article was sent to that observer; whoever forges one can at most
 * cause a warning.  Who is removed is the one whose probe, sent to a random address, came back.
 */
#ifndef ASM_SITE_RETURNS_H
#define ASM_SITE_RETURNS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "site/site.h"

/*
 * Take one mail to `recipient` ("bounce+...@", from the envelope).  What came of it is one word for a log, static: "hard", "soft",
 * "policy" (noted), "delayed", "known", "ignored" (no bounce, nobody's, forged), "doubted" (a warning came back), "removed" (a
 * probe did).  Needs SITE_PRIVATE.
 */
int	 returns_mail(struct site *, struct span recipient, struct span mail, moment now, const char **done, struct err *);

/*
 * The same of what our own MTA says to an address when a mail is handed over ("550 5.1.1"): inside the caller's transaction,
 * the article `serial` did not reach that observer; outside of any, the letter with this envelope sender came back.
 */
int	 returns_refused(struct site *, int64_t serial, int64_t observer, const char *code, moment now, struct err *);
int	 returns_refused_letter(struct site *, struct span sender, const char *code, moment now, struct err *);

struct returns_report {
	long	warned, probed, cleared;
};

/* Write the warnings and probes that are due, and forget what is old.  Needs SITE_PUBLIC_READ and SITE_PRIVATE.  Repeat it from cron. */
int	 returns_pending(struct site *, moment now, struct returns_report *, struct err *);

/* One observer of whom something came back.  Scores in hundredths. */
struct returns_score {
	int64_t	 observer;
	long	 score, bounces;
	moment	 last;
	char	 step;		/* 'w' warned, 'f' the warning came back, 'p' probed, 0 none */
};

typedef int returns_fn(void *arg, const struct returns_score *, struct err *);
/* All of them by row number, as they stand now.  `each` returns 0 to go on.  0, -1. */
int	 returns_scores(struct site *, moment now, returns_fn *each, void *arg, struct err *);

#endif
