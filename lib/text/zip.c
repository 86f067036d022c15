#include "text/zip.h"

#include <string.h>
#include <time.h>
#include <zip.h>

#include "base/limits.h"

static int
fail(struct err *err, zip_error_t *e)
{
	err_set(err, zip_error_code_zip(e) == ZIP_ER_MEMORY ? ERR_AGAIN : ERR_DATA, "zip archive: %s",
	    zip_error_strerror(e));
	return -1;
}

/*
 * An archive holds local times, and libzip asks for one of the system's: the one that is 1980-01-02 12:00 here.
 * So no zone shows in the bytes.
 */
static time_t
fixed_time(void)
{
	struct tm	tm = { .tm_year = 80, .tm_mon = 0, .tm_mday = 2, .tm_hour = 12, .tm_isdst = -1 };

	return mktime(&tm);
}

static int
add(zip_t *zip, const struct zip_file_in *f, struct err *err)
{
	zip_source_t	*source;
	zip_int64_t	 index = -1;
	size_t		 length = strlen(f->name);

	if (length > 0 && f->name[length - 1] == '/')
		index = zip_dir_add(zip, f->name, ZIP_FL_ENC_UTF_8);
	else if ((source = zip_source_buffer(zip, f->bytes.s, f->bytes.n, 0)) == NULL)
		return fail(err, zip_get_error(zip));
	else if ((index = zip_file_add(zip, f->name, source, ZIP_FL_ENC_UTF_8)) == -1)
		zip_source_free(source);
	if (index == -1 || zip_file_set_mtime(zip, (zip_uint64_t)index, fixed_time(), 0) == -1 ||
	    zip_file_set_external_attributes(zip, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX,
	    (length > 0 && f->name[length - 1] == '/' ? 040755u : 0100644u) << 16) == -1)
		return fail(err, zip_get_error(zip));
	return 0;
}

/* What was written into the source. */
static int
take(struct buf *out, zip_source_t *source, struct err *err)
{
	zip_stat_t	st;
	zip_int64_t	got = -1;

	if (zip_source_stat(source, &st) == 0 && (st.valid & ZIP_STAT_SIZE) != 0 && buf_room(out, st.size) == 0 &&
	    zip_source_open(source) == 0) {
		got = zip_source_read(source, out->s + out->len, st.size);
		(void)zip_source_close(source);
	}
	if (got < 0 || (zip_uint64_t)got != st.size)
		return fail(err, zip_source_error(source));
	out->len += st.size;
	out->s[out->len] = '\0';
	return 0;
}

int
zip_make(struct buf *out, const struct zip_file_in *file, size_t n, struct err *err)
{
	zip_error_t	 e;
	zip_source_t	*source;
	zip_t		*zip;
	size_t		 i;
	int		 result = -1;

	zip_error_init(&e);
	if ((source = zip_source_buffer_create(NULL, 0, 0, &e)) == NULL)
		return fail(err, &e);
	zip_source_keep(source);
	if ((zip = zip_open_from_source(source, ZIP_TRUNCATE, &e)) == NULL) {
		zip_source_free(source);
		fail(err, &e);
		goto out;
	}
	for (i = 0, result = 0; i < n && result == 0; i++)
		result = add(zip, &file[i], err);
	if (result == -1)
		zip_discard(zip);
	else if (zip_close(zip) == -1) {
		result = fail(err, zip_get_error(zip));
		zip_discard(zip);
	} else
		result = take(out, source, err);
out:
	zip_source_free(source);
	zip_error_fini(&e);
	return result;
}

/* One file's bytes; 1, 0 it is left out. */
static int
read_file(zip_t *zip, zip_uint64_t index, size_t max, const char **name, struct buf *bytes)
{
	zip_stat_t	 st;
	zip_file_t	*f;
	zip_int64_t	 got;

	buf_reset(bytes);
	if (zip_stat_index(zip, index, 0, &st) == -1 || (st.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE)) !=
	    (ZIP_STAT_NAME | ZIP_STAT_SIZE) || st.size > max || *st.name == '\0' ||
	    st.name[strlen(st.name) - 1] == '/' || buf_room(bytes, st.size) == -1 ||
	    (f = zip_fopen_index(zip, index, 0)) == NULL)
		return 0;
	*name = st.name;
	got = zip_fread(f, bytes->s, st.size);
	if (zip_fclose(f) != 0 || got < 0 || (zip_uint64_t)got != st.size)
		return 0;
	bytes->len = st.size;
	bytes->s[bytes->len] = '\0';
	return 1;
}

int
zip_each(struct span archive, size_t max, int (*each)(void *, const char *, struct span), void *arg, struct err *err)
{
	zip_error_t	 e;
	zip_source_t	*source;
	zip_t		*zip;
	zip_int64_t	 n, i;
	const char	*name;
	struct buf	 bytes = BUF_INIT;
	size_t		 left = ZIP_BYTES;
	int		 result = 0;

	zip_error_init(&e);
	if ((source = zip_source_buffer_create(archive.s, archive.n, 0, &e)) == NULL)
		return fail(err, &e);
	if ((zip = zip_open_from_source(source, ZIP_RDONLY, &e)) == NULL) {
		zip_source_free(source);
		fail(err, &e);
		zip_error_fini(&e);
		return -1;
	}
	n = zip_get_num_entries(zip, 0);
	for (i = 0; i < n && i < ZIP_FILES && result == 0; i++)
		if (read_file(zip, (zip_uint64_t)i, max < left ? max : left, &name, &bytes)) {
			left -= bytes.len;
			result = each(arg, name, span_buf(&bytes));
		}
	buf_free(&bytes);
	zip_discard(zip);
	zip_error_fini(&e);
	return result;
}
