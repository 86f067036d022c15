/*
 * gmime read FILE...: what GMime understands of each mail, as a line of fields in hexadecimal digits: subject, name, text, file name,
 * bytes.  gmime parse|decode MBOX: go through a stream, for tests/bench/mail.  Built by the tests that want it, where GMime is.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static void
put_hex(const char *s, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		printf("%02x", (unsigned char)s[i]);
	putchar(' ');
}

static GByteArray *
content(GMimePart *part)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *out = g_mime_stream_mem_new_with_byte_array(bytes);

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(out), FALSE);
	if (wrapper != NULL)
		g_mime_data_wrapper_write_to_stream(wrapper, out);
	g_object_unref(out);
	return bytes;
}

static void
read_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	int	*n = data;
	GByteArray *bytes;
	const char *name;
	char	*text;

	(void)parent;
	if (!GMIME_IS_PART(part) || ++*n > 2)
		return;
	if (*n == 1) {
		text = GMIME_IS_TEXT_PART(part) ? g_mime_text_part_get_text(GMIME_TEXT_PART(part)) : NULL;
		put_hex(text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
		g_free(text);
		return;
	}
	name = g_mime_part_get_filename(GMIME_PART(part));
	put_hex(name == NULL ? "" : name, name == NULL ? 0 : strlen(name));
	bytes = content(GMIME_PART(part));
	put_hex((const char *)bytes->data, bytes->len);
	g_byte_array_free(bytes, TRUE);
}

static void
read_message(GMimeMessage *message)
{
	const char *subject = g_mime_message_get_subject(message), *name = NULL;
	InternetAddressList *from = g_mime_message_get_from(message);
	int	 n = 0;

	if (from != NULL && internet_address_list_length(from) > 0)
		name = internet_address_get_name(internet_address_list_get_address(from, 0));
	put_hex(subject == NULL ? "" : subject, subject == NULL ? 0 : strlen(subject));
	put_hex(name == NULL ? "" : name, name == NULL ? 0 : strlen(name));
	g_mime_message_foreach(message, read_part, &n);
	putchar('\n');
}

static void
decode_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	size_t	*bytes = data;
	GByteArray *array;
	char	*text;

	(void)parent;
	if (GMIME_IS_TEXT_PART(part)) {
		text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
		*bytes += text == NULL ? 0 : strlen(text);
		g_free(text);
	} else if (GMIME_IS_PART(part)) {
		array = content(GMIME_PART(part));
		*bytes += array->len;
		g_byte_array_free(array, TRUE);
	}
}

/* Every mail of a file or stream, to one of the three. */
static int
go_through(const char *path, const char *how, size_t *bytes)
{
	FILE	*in = fopen(path, "r");
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;

	if (in == NULL)
		return -1;
	stream = g_mime_stream_file_new(in);
	parser = g_mime_parser_new_with_stream(stream);
	if (strcmp(how, "read") != 0)
		g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
	do {
		message = g_mime_parser_construct_message(parser, NULL);
		if (message == NULL)
			continue;
		if (strcmp(how, "read") == 0)
			read_message(message);
		else if (strcmp(how, "decode") == 0) {
			*bytes += g_mime_message_get_subject(message) != NULL;
			g_mime_message_foreach(message, decode_part, bytes);
		}
		g_object_unref(message);
	} while (strcmp(how, "read") != 0 && !g_mime_parser_eos(parser));
	g_object_unref(parser);
	g_object_unref(stream);
	return 0;
}

int
main(int argc, char *argv[])
{
	size_t	 bytes = 0;
	int	 i;

	if (argc < 3)
		return 64;
	g_mime_init();
	for (i = 2; i < argc; i++)
		if (go_through(argv[i], argv[1], &bytes) == -1)
			return 66;
	g_mime_shutdown();
	return 0;
}
