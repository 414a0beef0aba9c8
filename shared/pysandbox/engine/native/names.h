/* A set of names with a number each, looked up by hash: filled once, then only read. */
#ifndef PYSANDBOX_NAMES_H
#define PYSANDBOX_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct name {
    char *text; /* NULL: a free place */
    uint32_t hash;
    int value;
};

struct names {
    struct name *places;
    uint32_t mask; /* the number of places, a power of two, less one */
};

/* Room for `count` names. 0, or -1 where memory is out. */
int names_reserve(struct names *names, size_t count);

/* Adds a copy of `text`, or gives it another value. 0, or -1 where memory is out. No more than were reserved. */
int names_add(struct names *names, const char *text, int value);

/* The value of `text`, or `otherwise`. */
int names_find(const struct names *names, const char *text, int otherwise);

void names_free(struct names *names);

#endif
