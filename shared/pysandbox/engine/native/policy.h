/* What the audit hook goes by: C tables, filled once in the zygote from what Python read of policy/audit.toml. */
#ifndef PYSANDBOX_POLICY_H
#define PYSANDBOX_POLICY_H

#include "native.h"

#include "names.h"
#include "paths.h"

/* How an event is decided. UNLISTED: no list names it. */
enum decision { UNLISTED, ALLOW, REFUSE, READ_ATTRIBUTE, WRITE_ATTRIBUTE, OPEN, REMOVE, MAP, IMPORT, FIND_CLASS };

enum { MAX_NAME_BYTES = 512 /* of an event, or of a class */ };

struct policy {
    struct names decisions;  /* by event, an enum decision */
    struct names hidden;     /* attributes that no program reads */
    struct names unwritable; /* and that it does not set */
    struct names classes;    /* what a pickle may name */
    struct names left_out;   /* modules that broke as they were loaded */
    struct folders readable;
    char own[PATH_MAX + 1]; /* the run's directory, with a slash at its end */
    int report_fd;          /* no file object is made of it */
};

/* Fills the tables; the types are checked. 0, or -1 with an error set. */
int policy_fill(struct policy *policy, PyObject *decisions, PyObject *hidden, PyObject *unwritable, PyObject *classes,
                PyObject *left_out, PyObject *readable);

/* Whether an event may happen (decisions.c): 0, or -1 with the error set that the program gets. UNLISTED is refused. */
int policy_decide(const struct policy *policy, enum decision decision, const char *event, PyObject *arguments);

#endif
