/* The two standard streams that a program prints to, and what is kept of them. */
#ifndef STREAM_H
#define STREAM_H

#include "native.h"

#include <stdbool.h>
#include <stdint.h>

enum { STREAMS = 2 };

struct stream {
    int fd;
    struct shared *area; /* NULL: nothing is kept, every write is a system call */
    uint64_t base;
    size_t head, tail;
    PyObject *buffer, *text; /* what a program sees of it; text is None where its write is CPython's own */
    bool buffer_changed, text_changed;
};

extern struct stream native_streams[STREAMS];

/* Keep bytes, and write what there is no room for; -1 with an exception set. */
int stream_put(struct stream *stream, const char *bytes, size_t size);

/* Write what is kept; -1 with an exception set, and the rest still kept. */
int stream_drain(struct stream *stream);

#endif
