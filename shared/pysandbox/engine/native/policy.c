/* The tables of the audit hook, filled from Python's tuples and dicts. What fails half-way leaves a part of them. */
#include "policy.h"

#include <stdlib.h>
#include <string.h>

/* What audit_hook.py calls them. */
static const struct {
    const char *word;
    enum decision decision;
} words[] = {
    {"allow", ALLOW},   {"refuse", REFUSE}, {"read attribute", READ_ATTRIBUTE}, {"write attribute", WRITE_ATTRIBUTE},
    {"open", OPEN},     {"remove", REMOVE}, {"map", MAP},                       {"import", IMPORT},
    {"find", FIND_CLASS},
};

int
native_fill_names(struct names *names, PyObject *texts)
{
    if (names_reserve(names, (size_t)PyTuple_GET_SIZE(texts)) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(texts); i++) {
        const char *text = PyUnicode_AsUTF8(PyTuple_GET_ITEM(texts, i));
        if (!text) {
            return -1;
        }
        if (names_add(names, text, 1) < 0) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

static int
fill_decisions(struct names *names, PyObject *decisions)
{
    PyObject *event, *word;
    Py_ssize_t position = 0;
    if (names_reserve(names, (size_t)PyDict_GET_SIZE(decisions)) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    while (PyDict_Next(decisions, &position, &event, &word)) {
        const char *name = PyUnicode_AsUTF8(event), *wanted = name ? PyUnicode_AsUTF8(word) : NULL;
        enum decision found = UNLISTED;
        for (size_t i = 0; wanted && i < sizeof words / sizeof words[0]; i++) {
            found = strcmp(words[i].word, wanted) == 0 ? words[i].decision : found;
        }
        if (found == UNLISTED) {
            if (wanted) {
                PyErr_Format(PyExc_ValueError, "%s: no decision is called %s", name, wanted);
            }
            return -1;
        }
        if (names_add(names, name, found) < 0) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

static int
fill_folders(struct folders *folders, PyObject *texts)
{
    folders->names = calloc((size_t)PyTuple_GET_SIZE(texts) + 1, sizeof *folders->names);
    if (!folders->names) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(texts); i++) {
        Py_ssize_t length;
        const char *text = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(texts, i), &length);
        if (!text) {
            return -1;
        }
        if (length == 0 || text[0] != '/' || text[length - 1] != '/') {
            PyErr_Format(PyExc_ValueError, "not a folder's path between slashes: %s", text);
            return -1;
        }
        folders->names[i] = strdup(text);
        if (!folders->names[i]) {
            PyErr_NoMemory();
            return -1;
        }
        folders->count++;
    }
    return 0;
}

int
policy_fill(struct policy *policy, PyObject *decisions, PyObject *hidden, PyObject *unwritable, PyObject *classes,
            PyObject *left_out, PyObject *readable)
{
    return fill_decisions(&policy->decisions, decisions) < 0 || native_fill_names(&policy->hidden, hidden) < 0 ||
                   native_fill_names(&policy->unwritable, unwritable) < 0 ||
                   native_fill_names(&policy->classes, classes) < 0 ||
                   native_fill_names(&policy->left_out, left_out) < 0 || fill_folders(&policy->readable, readable) < 0
               ? -1
               : 0;
}
