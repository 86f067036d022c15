#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/json.h"
#include "base/limits.h"

/*
 * A node beside each value of jansson's: its members can be counted through
 * without walking a list each time.
 */
struct json {
	json_t		*value;		/* owned by the root */
	const char	*name;		/* in an object */
	struct json	*member;
	size_t		 n;
	int		 is_root;
};

static int	build(struct json *);

/* How deep do arrays and objects nest?  jansson's own bound is its parser's recursion. */
static size_t
depth_of(struct span v)
{
	size_t	 i, depth = 0, deepest = 0;
	int	 in_string = 0;

	for (i = 0; i < v.n; i++) {
		if (in_string && v.s[i] == '\\')
			i++;
		else if (v.s[i] == '"')
			in_string = !in_string;
		else if (!in_string && (v.s[i] == '[' || v.s[i] == '{'))
			depth++;
		else if (!in_string && (v.s[i] == ']' || v.s[i] == '}') && depth > 0)
			depth--;
		if (depth > deepest)
			deepest = depth;
	}
	return deepest;
}

static void
free_members(struct json *j)
{
	size_t	 i;

	for (i = 0; i < j->n; i++)
		free_members(&j->member[i]);
	free(j->member);
}

static int
build_array(struct json *j)
{
	size_t	 i, n = json_array_size(j->value);

	for (i = 0; i < n; i++) {
		j->member[i].value = json_array_get(j->value, i);
		j->n++;
		if (build(&j->member[i]) == -1)
			return -1;
	}
	return 0;
}

static int
build_object(struct json *j)
{
	struct json	*m = j->member;
	void		*at;

	for (at = json_object_iter(j->value); at != NULL; m++) {
		m->name = json_object_iter_key(at);
		m->value = json_object_iter_value(at);
		j->n++;
		if (build(m) == -1)
			return -1;
		at = json_object_iter_next(j->value, at);
	}
	return 0;
}

/* Nodes for all that is in a value; no deeper than JSON_DEPTH, which was looked at. */
static int
build(struct json *j)
{
	size_t	 n = json_is_object(j->value) ? json_object_size(j->value) : json_array_size(j->value);

	if (n == 0)
		return 0;
	if ((j->member = calloc(n, sizeof(*j->member))) == NULL)
		return -1;
	return json_is_object(j->value) ? build_object(j) : build_array(j);
}

struct json *
json_parse(struct span text, struct err *e)
{
	size_t		 flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
	json_error_t	 why;
	struct json	*j;

	if (depth_of(text) > JSON_DEPTH) {
		err_set(e, ERR_DATA, "JSON deeper than %d", JSON_DEPTH);
		return NULL;
	}
	if ((j = calloc(1, sizeof(*j))) == NULL) {
		err_memory(e);
		return NULL;
	}
	j->is_root = 1;
	if ((j->value = json_loadb(text.n > 0 ? text.s : "", text.n, flags, &why)) == NULL) {
		err_set(e, ERR_DATA, "no JSON at line %d: %s", why.line, why.text);
		json_free(j);
		return NULL;
	}
	if (build(j) == -1) {
		err_memory(e);
		json_free(j);
		return NULL;
	}
	return j;
}

void
json_free(struct json *j)
{
	if (j == NULL || !j->is_root)
		return;
	free_members(j);
	json_decref(j->value);
	free(j);
}

const struct json *
json_get(const struct json *j, const char *name)
{
	size_t	 i;

	for (i = 0; j != NULL && i < j->n; i++)
		if (j->member[i].name != NULL && strcmp(j->member[i].name, name) == 0)
			return &j->member[i];
	return NULL;
}

size_t
json_count(const struct json *j)
{
	return j != NULL ? j->n : 0;
}

const struct json *
json_at(const struct json *j, size_t i, const char **name)
{
	if (j == NULL || i >= j->n)
		return NULL;
	if (name != NULL)
		*name = j->member[i].name;
	return &j->member[i];
}

const char *
json_text(const struct json *j)
{
	return j != NULL ? json_string_value(j->value) : NULL;
}

int
json_number(const struct json *j, double *out)
{
	if (j == NULL || !json_is_number(j->value))
		return -1;
	*out = json_number_value(j->value);
	return 0;
}
