/* What the audit hook decides of an event, by its arguments.
 *
 * It looks at arguments of built-in types, at their data alone, never at an attribute, a hash or an equality that could
 * be the program's. What has not the shape that CPython gives an event is refused.
 */
#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* mmap.ACCESS_READ to ACCESS_COPY: never executable. ACCESS_DEFAULT, 0, could ask for execution. */
enum { MAP_FIRST = 1, MAP_LAST = 3 };

/* -1, with PermissionError about `subject`, or about the event where that is NULL. */
static int
refuse(const char *event, PyObject *subject)
{
    PyObject *about = subject ? Py_NewRef(subject) : PyUnicode_FromString(event);
    PyObject *arguments = about ? Py_BuildValue("(isO)", EPERM, "Operation not permitted in the sandbox", about) : NULL;
    if (arguments) {
        PyErr_SetObject(PyExc_PermissionError, arguments);
    }
    Py_XDECREF(arguments);
    Py_XDECREF(about);
    return -1; /* where memory is out, with that error set */
}

static PyObject *
argument(PyObject *arguments, Py_ssize_t index)
{
    return index < PyTuple_GET_SIZE(arguments) ? PyTuple_GET_ITEM(arguments, index) : NULL;
}

/* Whether `object` is an int of exactly that type and what it holds; false, too, where it is out of a long's range. */
static bool
exact_long(PyObject *object, long *value)
{
    int overflow;
    if (!object || !PyLong_CheckExact(object)) {
        return false;
    }
    *value = PyLong_AsLongAndOverflow(object, &overflow);
    return !overflow;
}

/* The bytes that a path is for the kernel: those of a str, subclass or not, whatever it overrides, or of exact bytes. */
static enum path_answer
read_path(PyObject *object, struct path *path)
{
    enum path_answer answer = PATH_ALLOWED;
    path->length = 0;
    path->bytes[0] = '\0';
    if (object && PyUnicode_Check(object)) {
        int kind = PyUnicode_KIND(object);
        const void *data = PyUnicode_DATA(object);
        Py_ssize_t length = PyUnicode_GET_LENGTH(object);
        for (Py_ssize_t i = 0; i < length && answer == PATH_ALLOWED; i++) {
            answer = path_append(path, PyUnicode_READ(kind, data, i));
        }
        return answer;
    }
    if (object && PyBytes_CheckExact(object)) {
        const char *data = PyBytes_AS_STRING(object);
        for (Py_ssize_t i = 0; i < PyBytes_GET_SIZE(object) && answer == PATH_ALLOWED; i++) {
            answer = path_append_byte(path, data[i]);
        }
        return answer;
    }
    return PATH_REFUSED;
}

static int
decide_path(const struct policy *policy, const char *event, PyObject *object, bool writes)
{
    struct path path;
    enum path_answer answer = read_path(object, &path);
    if (answer == PATH_ALLOWED) {
        answer = path_decide(&path, policy->own, &policy->readable, writes);
    }
    bool shown = object && (PyUnicode_CheckExact(object) || PyBytes_CheckExact(object));
    switch (answer) {
    case PATH_ALLOWED:
        return 0;
    case PATH_TOO_LONG:
        errno = ENAMETOOLONG;
        /* fall through */
    case PATH_FAILED:
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, shown ? object : NULL);
        return -1;
    default:
        return refuse(event, shown ? object : NULL);
    }
}

static int
decide_open(const struct policy *policy, const char *event, PyObject *arguments)
{
    long number;
    PyObject *path = argument(arguments, 0);
    if (exact_long(path, &number)) {
        return number >= 0 && number != policy->report_fd ? 0 : refuse(event, NULL);
    }
    bool known = exact_long(argument(arguments, 2), &number);
    return decide_path(policy, event, path, !known || (number & (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)));
}

/* The text of an exact str without NUL: NULL for anything else. ASCII, as every name in the tables, costs nothing. */
static const char *
plain_text(PyObject *object)
{
    if (!object || !PyUnicode_CheckExact(object) || !PyUnicode_IS_ASCII(object)) {
        return NULL;
    }
    const char *text = (const char *)PyUnicode_DATA(object);
    return strlen(text) == (size_t)PyUnicode_GET_LENGTH(object) ? text : NULL;
}

static int
decide_attribute(const char *event, PyObject *arguments, const struct names *shut)
{
    const char *name = plain_text(argument(arguments, 1));
    return name && !names_find(shut, name, 0) ? 0 : refuse(event, NULL);
}

/* What is not loaded is not there: libraries expect an ImportError. That of a module that broke as it was loaded says
 * why, by a finder (zygote/stand_ins.py). An extension is announced with its file, and is never let through. */
static int
decide_import(const struct policy *policy, const char *event, PyObject *arguments)
{
    PyObject *given = argument(arguments, 0);
    if (!given || !PyUnicode_Check(given)) {
        return refuse(event, NULL);
    }
    const char *plain = plain_text(given);
    if (plain && argument(arguments, 1) == Py_None && names_find(&policy->left_out, plain, 0)) {
        return 0;
    }
    PyObject *name = PyUnicode_FromObject(given); /* an exact copy of a subclass's text */
    if (!name) {
        return -1;
    }
    PyObject *message = PyUnicode_FromFormat("No module named %R", name);
    if (message) {
        PyErr_SetImportErrorSubclass(PyExc_ModuleNotFoundError, message, name, NULL);
    }
    Py_XDECREF(message);
    Py_DECREF(name);
    return -1;
}

/* What a pickle names: MODULE:NAME on the list, or a name of a module that is on it as MODULE:*. */
static int
decide_class(const struct policy *policy, const char *event, PyObject *arguments)
{
    const char *module = plain_text(argument(arguments, 0)), *name = plain_text(argument(arguments, 1));
    char both[MAX_NAME_BYTES], all[MAX_NAME_BYTES];
    if (!module || !name || strchr(module, ':')) {
        return refuse(event, NULL);
    }
    int size = snprintf(both, sizeof both, "%s:%s", module, name), all_size = snprintf(all, sizeof all, "%s:*", module);
    if (size < 0 || all_size < 0 || (size_t)size >= sizeof both || (size_t)all_size >= sizeof all) {
        return refuse(event, NULL);
    }
    bool listed = names_find(&policy->classes, both, 0) || (!strchr(name, '.') && names_find(&policy->classes, all, 0));
    return listed ? 0 : refuse(event, NULL);
}

int
policy_decide(const struct policy *policy, enum decision decision, const char *event, PyObject *arguments)
{
    long number;
    switch (decision) {
    case ALLOW:
        return 0;
    case REFUSE:
        return refuse(event, NULL);
    case READ_ATTRIBUTE:
        return decide_attribute(event, arguments, &policy->hidden);
    case WRITE_ATTRIBUTE:
        return decide_attribute(event, arguments, &policy->unwritable);
    case OPEN:
        return decide_open(policy, event, arguments);
    case REMOVE: /* of a folder that is given by descriptor no more is known */
        return exact_long(argument(arguments, 1), &number) && number == -1
                   ? decide_path(policy, event, argument(arguments, 0), true)
                   : refuse(event, NULL);
    case MAP:
        return exact_long(argument(arguments, 2), &number) && number >= MAP_FIRST && number <= MAP_LAST
                   ? 0
                   : refuse(event, NULL);
    case IMPORT:
        return decide_import(policy, event, arguments);
    case FIND_CLASS:
        return decide_class(policy, event, arguments);
    case UNLISTED:
        break;
    }
    return refuse(event, NULL);
}
