/* Which path a program may open. */
#ifndef PYSANDBOX_PATHS_H
#define PYSANDBOX_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum path_answer {
    PATH_REFUSED,
    PATH_ALLOWED,
    PATH_TOO_LONG,
    PATH_FAILED, /* it would be allowed, but stat(2) failed: errno says how */
};

/* The bytes that the kernel is given, NUL at the end. */
struct path {
    char bytes[PATH_MAX];
    size_t length;
};

/* Appends a code point as UTF-8 with surrogateescape, the file system's encoding in UTF-8 mode (PEP 383). PATH_REFUSED
 * for NUL and for a surrogate that stands for no byte: the encoder asks an error handler for those, which can be the
 * program's and can answer with any path. */
enum path_answer path_append(struct path *path, uint32_t character);

/* The same for a byte: PATH_REFUSED for NUL. */
enum path_answer path_append_byte(struct path *path, char byte);

/* Whether one of the parts is «..». */
bool path_leads_up(const char *path);

/* Folders, each with a slash at its end. */
struct folders {
    char **names;
    size_t count;
};

/* A name relative to the run's directory, `own` and an absolute one below it are allowed; below `readable`, regular files
 * are for an open that does not write; nothing with a «..» in it, wherever that leads. `own` ends with a slash. */
enum path_answer path_decide(const struct path *path, const char *own, const struct folders *readable, int writes);

#endif
