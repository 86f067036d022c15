/*
 * UTF-8: our own strict check (iconv's is not) and cleaning for output (utf8.c), and the width, case,
 * normal form and classes of text (utf8_unicode.c, which alone needs libunistring).
 */
#ifndef ASM_TEXT_UTF8_H
#define ASM_TEXT_UTF8_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define UTF8_BAD	0xFFFFFFFFu	/* an ill-formed sequence */
#define UTF8_REPLACE	0xFFFDu

/* Take one code point off *s; UTF8_BAD takes the maximal ill-formed subpart (at least one byte). s->n must not be 0. */
uint32_t utf8_take(struct span *s);
int	 utf8_put(struct buf *, uint32_t);
uint32_t utf8_1252(uint32_t);				/* what windows-1252 has at 80 to 9F; 0 if nothing */
int	 utf8_valid(struct span);			/* 1 valid, 0 not */

/*
 * The one door to XML, SQLite text and headers: append `s` as valid UTF-8 made of
 * XML-legal code points only.  Ill-formed bytes become U+FFFD; control characters
 * but TAB and LF are dropped (CR LF becomes LF, a lone CR, VT and FF become LF); those over 127 are
 * what windows-1252 has in their place, whose text somebody took for latin1.
 */
int	 utf8_clean(struct buf *, struct span);
/*
 * The same for one line shown to people (names, subjects): also without bidi
 * controls, zero-width and default-ignorable characters (ZWJ/ZWNJ between letters of scripts
 * that need them stay); runs of white space, line ends included, become one blank; trimmed.
 */
int	 utf8_line(struct buf *, struct span);
/* 1 if a bidi control, zero-width or default-ignorable code point occurs that utf8_line would take out. */
int	 utf8_deceptive(struct span);

size_t	 utf8_length(struct span);			/* code points */
size_t	 utf8_width(struct span);			/* columns of a terminal; valid UTF-8 expected */
/* Append the first code points (with their marks) that fit in `columns`; 1 if something was left out, else 0. */
int	 utf8_head(struct buf *, struct span, size_t columns);
int	 utf8_fold(struct buf *, struct span);		/* full case folding, independent of the locale */
int	 utf8_title(struct buf *, struct span);		/* the first letter as at the beginning of a sentence, the rest as it is */
int	 utf8_nfc(struct buf *, struct span);		/* Normalization Form C */
/* Folded and without marks, as people type in a hurry: "Sí" and "si", "نَعَم" and "نعم" come out the same. */
int	 utf8_bare(struct buf *, struct span);
int	 utf8_is_letter(uint32_t);
int	 utf8_is_mark(uint32_t);
int	 utf8_is_space(uint32_t);
/* The decimal value of a digit of any script, or -1. */
int	 utf8_digit(uint32_t);

/* Is a letter in it that is written from right to left, or (0) from left to right? 1, 0. */
int	 utf8_has_direction(struct span, int rtl);

#endif
