/*
 * How alike are two texts?  Levenshtein's distance over code points, and the differences of two texts for people.
 */
#ifndef ASM_TEXT_SIMILAR_H
#define ASM_TEXT_SIMILAR_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Percent, 100 the same, in *percent; 0 whenever it is below `least` or a text is longer than SIMILAR_MAX
 * code points.  Costs grow with the length times the distance that `least` allows.
 */
int	 similar_percent(struct span a, struct span b, int least, int *percent, struct err *);
/*
 * What was changed, word by word: "the [-old-] {+new+} text", one line.  Texts of more than SIMILAR_WORDS words are
 * shown one after the other.
 */
int	 similar_diff(struct buf *, struct span old, struct span new, struct err *);

#endif
