/*
 * Which languages have this short word?  A set of bits, one a language.
 */
#ifndef ASM_TEXT_LANGUAGE_WORDS_H
#define ASM_TEXT_LANGUAGE_WORDS_H

#include <stddef.h>

/* The languages in Latin letters that we tell apart. */
enum {
	LANGUAGE_EN, LANGUAGE_ES, LANGUAGE_CA, LANGUAGE_GL, LANGUAGE_FR, LANGUAGE_IT, LANGUAGE_PT, LANGUAGE_DE,
	LANGUAGE_TR, LANGUAGE_PL, LANGUAGE_FI, LANGUAGE_NL, LANGUAGE_SV, LANGUAGE_DA, LANGUAGE_NB, LANGUAGE_RO,
	LANGUAGE_HU, LANGUAGE_CS, LANGUAGE_EU, LANGUAGE_COUNT
};

struct language_word {
	const char	*word;		/* lower case, NFC */
	unsigned	 languages;	/* 1u << LANGUAGE_XX, or-ed */
};

extern const struct language_word language_word[];
extern const size_t language_n_words;

unsigned language_word_of(const char *word);

#endif
