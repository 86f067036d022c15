/*
 * What html.c wants to know about the attributes of a stranger's tag.
 */
#ifndef ASM_TEXT_HTML_ATTR_H
#define ASM_TEXT_HTML_ATTR_H

#include "base/buf.h"

/* 1 if this style attribute (or NULL) takes its element out of sight. */
int	 html_style_hidden(const char *style);
/* The size of letters: 0 too small to be read, 1 readable, -1 nothing is said.  What is inside may say otherwise. */
int	 html_style_size(const char *style);
/* 1 if it keeps line ends as they are (white-space: pre, pre-wrap, pre-line, break-spaces). */
int	 html_style_lines(const char *style);
/* Of a word processor's list: 2 the mark in front of an item, 1 the item, 0 neither. */
int	 html_style_list(const char *style);
/* 1 if it says there is no border: an indent, not a quote. */
int	 html_style_borderless(const char *style);
/* A word of a class attribute (or NULL). */
int	 html_class(const char *classes, const char *word);
/* Append a link's target as doc_link takes it. 1, or 0: no target to go to. */
int	 html_url(struct buf *, const char *href);

#endif
