/*
 * Every bound on what strangers can make us do.  Each is tested from both sides.
 */
#ifndef ASM_BASE_LIMITS_H
#define ASM_BASE_LIMITS_H

/* memory */
#define BUF_MAX			(1024UL * 1024 * 1024)	/* bytes in one buf */

/* a mail at the door */
#define MAIL_MAX		(10UL * 1024 * 1024)	/* bytes of one mail (asm-verify) */
#define HEAD_MAX		(256UL * 1024)		/* bytes of a header block */
#define FIELD_MAX		(16UL * 1024)		/* bytes of one header field */
#define FIELDS_MAX		500			/* fields in a header */
#define RECEIVED_MAX		100			/* Received fields: more is a loop */

/* mail that waits to be taken in */
#define INCOMING_MAX		1000			/* mails; what comes then is not put in line */
#define INCOMING_TOGETHER	100			/* mails taken in at once */
#define INCOMING_BYTES		(16UL * 1024 * 1024)	/* of them, in all */
#define RECIPIENT_MAX		1000			/* bytes of an envelope's recipient */

/* a stream of mails on its way into the log */
#define POST_TOGETHER		64			/* articles stored in one transaction */
#define POST_BYTES		(4UL * 1024 * 1024)	/* after which no further mail is gathered */
#define POST_WAIT		100			/* milliseconds for the next one, until those that are there are stored */

/* a mail in a stream, as readers see it */
#define MESSAGE_MAX		(64UL * 1024 * 1024)	/* bytes kept of one message */
#define PART_MAX		(16UL * 1024 * 1024)	/* bytes of one part that are decoded */
#define MIME_DEPTH		50
#define MIME_PARTS		1000
#define GUARD_BOUNDARIES	1000			/* "boundary" in a message handed to libetpan */
#define GUARD_RFC822		200
#define GUARD_PARENS		5000			/* "(" in one logical header line */
#define GUARD_WORK		(1UL << 30)		/* boundaries x bytes */

/* HTML and XML */
#define HTML_MAX		(4UL * 1024 * 1024)
#define HTML_TAGS		200000			/* in a document; of one with more only the text is read */
#define HTML_ATTRS		500			/* in one tag */
#define HTML_VALUE		8192			/* bytes of one attribute's value; longer ones are left out */
#define HTML_DEPTH		256			/* elements within each other */
#define HTML_NODES		200000			/* of the tree made of it; what follows is plain text */
#define HTML_BLOCKS		24			/* lists and quotes within each other that are kept */
#define HTML_URL		2048			/* bytes of a link's target; longer ones are left out */
#define XML_MAX			(16UL * 1024 * 1024)

/* events */
#define EVENTS_MAX		50			/* of one mail */
#define EVENT_TEXT		1000			/* bytes of a title or place */
#define EVENT_RULE		200			/* bytes of an RRULE */
#define ZONE_STEPS		2000			/* of looking at what a VTIMEZONE of a mail says of one time */
#define ZONE_RULE		20			/* of these for each rule */
#define EVENT_STEPS		50000			/* of a rule, from its beginning */
#define EVENT_DAYS		100000			/* that are looked at for them */
#define ICS_MAX			(512UL * 1024)		/* bytes of a calendar that are read */
#define ICS_PARTS		1000			/* BEGINs in it */
#define ICS_DEPTH		8			/* within each other */
/* fetching a page */
#define FETCH_SECONDS		20
#define FETCH_REDIRECTS		5
#define FETCH_HEADERS		500			/* header fields of all answers on the way */
#define FETCH_HEADER_BYTES	(64UL * 1024)
#define FETCH_VALIDATOR		1000			/* bytes of an ETag or Last-Modified that is kept */

/* a contact page */
#define PAGE_MAX		(2UL * 1024 * 1024)	/* bytes, after decompression */
#define PAGE_HIGH		(256UL * 1024)		/* bytes over 127 in one that is not UTF-8 */
#define PAGE_DEPTH		256			/* elements within each other that are looked at */
#define PAGE_WORK		150000			/* what reading a page may cost, in tenths of a microsecond or so */
#define PAGE_WINDOW		1000			/* bytes on both sides of an address that are its context */
#define PAGE_RULES		2000			/* selectors of style sheets that hide something */
#define PAGE_JSON		(256UL * 1024)		/* bytes of one JSON-LD script */
#define PAGE_BLOCK		500			/* bytes of a block that are quoted in the answer */

/* an article */
#define ARTICLE_MAX		900000			/* bytes, CRLF counted */
#define ARTICLE_LINE		998			/* octets of a line, CRLF not counted */
#define ARTICLE_SIGNED		400			/* names in h= */
#define ARTICLE_ID_MAX		250			/* bytes of a Message-ID without <> */
#define THREAD_IDS		20			/* ids of References that are looked up, the last ones */

/* the directory */
#define REGISTER_LINE		500			/* bytes of one value of an application */
#define REGISTER_CONTACTS	8			/* addresses of one assembly */
#define CONTACTS_LINE		2048			/* bytes of a line of the file of contacts; longer: no file is made */

/* records and JSON */
#define RECORD_LINE		(64UL * 1024)		/* bytes of one line, its end not counted */
#define RECORD_NAME		100			/* bytes of a name */
#define RECORD_ITEMS		1000
#define RECORD_MAX		(1024UL * 1024)		/* bytes of one stanza */
#define JSON_DEPTH		64

/* PO files */
#define PO_MAX			(4UL * 1024 * 1024)	/* bytes of one */
#define PO_ENTRIES		20000
#define PLURAL_DEPTH		32			/* parentheses and operators within each other in Plural-Forms */

/* DKIM */
#define DKIM_SIGNATURES		8			/* aligned ones that are looked at */
#define DKIM_DNS_SECONDS	15			/* all key look-ups of one mail together */
#define DKIM_BITS		1024			/* smallest RSA key */
#define DKIM_PAST		(7 * 86400)		/* seconds a signature may be old */
#define DKIM_FUTURE		3600
#define DKIM_PATIENCE		(2 * 86400)		/* seconds a mail waits for a key that cannot be looked up */

/* what is believed, and for how long */
#define SEAL_SECONDS		3600			/* a seal is good for that long */
#define SEAL_AHEAD		60			/* seconds it may be from the future: clocks are set back */
#define GPGV_SECONDS		10
#define PGP_STATUS		(64UL * 1024)		/* bytes of gpgv's answer; what is cut off proves nothing */
#define PGP_KEYS		4			/* fingerprints of one assembly */
#define PGP_RING		(1024UL * 1024)		/* bytes of its key ring */

/* held mail, for each verdict */
#define HELD_CHALLENGE_SECONDS	(14 * 86400L)		/* a contact may still say that it was she */
#define HELD_CHALLENGE_BYTES	(256L * 1024 * 1024)
#define HELD_CONTACT_BYTES	(32L * 1024 * 1024)	/* of these, in one contact's name */
#define HELD_CONTACT_MAILS	200
#define HELD_STRANGER_SECONDS	(7 * 86400L)
#define HELD_STRANGER_BYTES	(64L * 1024 * 1024)

/* requests from the web */
#define FORM_MAX		8192			/* bytes of a form */
#define FORM_FIELDS		16
#define SEARCH_TEXT		65536			/* bytes of an article that can be found */
#define SEARCH_QUESTION		300			/* bytes of what somebody searches for */
#define SEARCH_SHOWN		20			/* results on a page */
#define CGI_SECONDS		30			/* one request, its mail included */

/* what observers ask for */
#define WISHES_LINES		20			/* lines of a mail that are looked at */
#define WISHES_LINE		500			/* bytes of one */
#define IMPORT_MAX		(64UL * 1024 * 1024)	/* bytes of a list of people that is imported */
#define WISHES_LIST		1000			/* bytes of a list of languages, regions, assemblies */

/* bounces */
#define BOUNCE_REPORTS		64			/* recipients in one bounce */
#define BOUNCE_STATUS		(256UL * 1024)		/* bytes of a delivery-status part */
#define BOUNCE_TEXT		(16UL * 1024)		/* bytes of what a server says to people */

/* an MTA that we give mail to */
#define SMTP_LINE		512			/* bytes kept of a line of its answer */
#define SMTP_REPLY		8192			/* bytes read of one */
#define SMTP_LINES		100			/* lines of an answer */

/* letters to people: for each kind at most so many a day to one address, an hour to one domain, an hour from the site */
#define ANSWER_CHALLENGE_ADDRESS 5
#define ANSWER_CHALLENGE_DOMAIN	50
#define ANSWER_CHALLENGE_SITE	50
#define ANSWER_SUMMARY_ADDRESS	1
#define ANSWER_SUMMARY_DOMAIN	500
#define ANSWER_SUMMARY_SITE	500
#define ANSWER_REPLY_ADDRESS	30
#define ANSWER_REPLY_DOMAIN	100
#define ANSWER_REPLY_SITE	1000
#define ANSWER_NOTICE_ADDRESS	100
#define ANSWER_NOTICE_DOMAIN	500
#define ANSWER_NOTICE_SITE	1000
#define ANSWER_INVITE_ADDRESS	3
#define ANSWER_INVITE_DOMAIN	100
#define ANSWER_INVITE_SITE	500
#define ANSWER_TOKENS		64			/* tokens in one letter */
#define HOLD_TOKEN_SECONDS	(72 * 3600L)		/* for an answer to a challenge */
#define HOLD_SUMMARY_SECONDS	3600			/* unasked mail waits so long for its like before a summary */
#define HOLD_SUMMARY_MAILS	30			/* in one summary */
#define ANSWER_FILES		4			/* files that hang on one */
#define ANSWER_QUOTE_LINES	20			/* lines shown of a held mail */

#define RETURNS_HARD		100			/* what a bounce weighs, halved after each week */
#define RETURNS_SOFT		25
#define RETURNS_WARN		300			/* so much doubt makes a warning */
#define RETURNS_PATIENCE	(24 * 3600L)		/* from a warning that came back to the probe */
#define RETURNS_ARRIVED		(7 * 86400L)		/* a letter that has not come back by then has arrived */
#define RETURNS_KEEP		(28 * 86400L)		/* bounces are remembered */
#define RETURNS_WAVE_MIN	5			/* fewer bounces of a post are no wave */
#define RETURNS_MISSED		20			/* posts listed in a warning, the newest */
/* the translators' queue */
#define SEGMENT_MARKERS		20000			/* the highest number that a marker may have */
#define MEMORY_PIECE		8			/* characters of a piece that is looked up */
#define MEMORY_PIECES		10			/* pieces of one text that are looked up */
#define MEMORY_VOTES		200			/* rows that count for one piece */
#define MEMORY_CANDIDATES	24			/* rows that are compared in full */
#define SIMILAR_MAX		2000			/* code points of a text that is compared with others */
#define SIMILAR_WORDS		1500			/* of two texts whose differences are shown */
#define ZIP_FILES		1000			/* files in an archive that are looked at */
#define ZIP_BYTES		(32UL * 1024 * 1024)	/* of all its files together */
#define PACKAGE_MAX		(4UL * 1024 * 1024)	/* bytes of one file of a work package */
#define QUEUE_KEPT_BYTES	(64L * 1024 * 1024)	/* of mails to the queue that nobody has said to be hers */
#define QUEUE_KEPT_SECONDS	(14 * 86400L)
#define QUEUE_COMMANDS		8			/* lines of commands in one mail */

/* a web archive: any number of mails may claim one name or hang on one post */
#define ARCHIVE_NEAR		100			/* pages around a new mail that are written again because of it, of each sort */
#define ARCHIVE_SHOWN		100			/* answers to a post on its page; the rest stand in the thread */
#define ARCHIVE_TEXT		(2UL * 1024 * 1024)	/* bytes of a text on a page */
#define ARCHIVE_OCCASIONS	200			/* on the agenda */

/* fan-out */
#define COURIER_TRIES		130			/* of a slice or letter: five days, then it is kept and not tried again */
#define SLICE_RECIPIENTS	500			/* in one hand-over to the MTA */

#endif
