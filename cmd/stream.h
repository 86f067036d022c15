#ifndef CMD_STREAM_H
#define CMD_STREAM_H

/*
 * Mail streams onto a shelf, for program_files(): fd is read as an mbox, each of its mails is put on the struct shelf.
 * What is wrong is said with the file's name; 0, or the exit status it means.
 */
int	 stream_shelve(int fd, const char *name, void *shelf);

#endif
