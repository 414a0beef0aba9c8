/* The source lines of the libraries, by the neutral names that their code goes by.
 *
 * No path of the installation is in a Python object: code, modules and tracebacks name `site-packages/…` and
 * `lib/python3.13/…` (neutral.py). Which folders those are is told once, in the zygote, and stays in C. What is read is
 * a regular file NAME.py below one of them, no larger than a source is, and of code that is loaded: beside the libraries an
 * installation may hold what is the operator's own.
 */
#include "native.h"

#include "names.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FOLDERS = 4, MAX_SOURCE_BYTES = 4 * 1024 * 1024 };

static struct {
    size_t count;
    struct {
        char shown[64];
        char path[PATH_MAX];
    } folders[MAX_FOLDERS];
    struct names loaded;
} sources;

/* prepare_sources(shown, folder): what lies below `folder`, an absolute path, is called `shown/…`. */
static PyObject *
prepare_sources(PyObject *module, PyObject *arguments)
{
    const char *shown, *path;
    (void)module;
    if (native_refused() || !PyArg_ParseTuple(arguments, "ss:prepare_sources", &shown, &path)) {
        return NULL;
    }
    if (sources.count == MAX_FOLDERS || strlen(shown) >= sizeof sources.folders[0].shown ||
        strlen(path) >= sizeof sources.folders[0].path || path[0] != '/') {
        PyErr_SetString(PyExc_ValueError, "one folder too many, or not the absolute path of one");
        return NULL;
    }
    strcpy(sources.folders[sources.count].shown, shown); /* both lengths are checked above */
    strcpy(sources.folders[sources.count].path, path);
    sources.count++;
    Py_RETURN_NONE;
}

/* name_sources(names): the sources that there are, once, by their neutral names. */
static PyObject *
name_sources(PyObject *module, PyObject *arguments)
{
    PyObject *names;
    (void)module;
    if (native_refused() || !PyArg_ParseTuple(arguments, "O!:name_sources", &PyTuple_Type, &names)) {
        return NULL;
    }
    if (sources.loaded.places) {
        PyErr_SetString(PyExc_RuntimeError, "the sources are named already");
        return NULL;
    }
    if (native_fill_names(&sources.loaded, names) < 0) {
        names_free(&sources.loaded);
        return NULL;
    }
    Py_RETURN_NONE;
}

static bool
source_path(const char *name, char *path, size_t size)
{
    size_t length = strlen(name);
    if (length < 4 || strcmp(name + length - 3, ".py") != 0 || path_leads_up(name) ||
        !names_find(&sources.loaded, name, 0)) {
        return false;
    }
    for (size_t i = 0; i < sources.count; i++) {
        size_t shown = strlen(sources.folders[i].shown);
        if (strncmp(name, sources.folders[i].shown, shown) == 0 && name[shown] == '/') {
            int written = snprintf(path, size, "%s%s", sources.folders[i].path, name + shown);
            return written > 0 && (size_t)written < size;
        }
    }
    return false;
}

/* The file's content; NULL, with an error set where memory is out alone. */
static PyObject *
read_file(int fd)
{
    struct stat status;
    PyObject *content;
    Py_ssize_t length = 0;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > MAX_SOURCE_BYTES) {
        return NULL;
    }
    content = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)status.st_size);
    while (content && length < PyBytes_GET_SIZE(content)) {
        ssize_t got = read(fd, PyBytes_AS_STRING(content) + length, (size_t)(PyBytes_GET_SIZE(content) - length));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) { /* shorter than it was */
            Py_CLEAR(content);
        } else {
            length += got;
        }
    }
    return content;
}

/* source(name) -> bytes, or None where no library has a source of that name that can be read. */
static PyObject *
source(PyObject *module, PyObject *name)
{
    char path[PATH_MAX];
    PyObject *content = NULL;
    (void)module;
    if (!PyUnicode_CheckExact(name) || !PyUnicode_IS_ASCII(name)) {
        Py_RETURN_NONE;
    }
    const char *text = (const char *)PyUnicode_DATA(name);
    if (strlen(text) == (size_t)PyUnicode_GET_LENGTH(name) && source_path(text, path, sizeof path)) {
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (fd >= 0) {
            content = read_file(fd);
            close(fd);
        }
    }
    if (content || PyErr_Occurred()) {
        return content;
    }
    Py_RETURN_NONE;
}

PyMethodDef source_methods[] = {
    {"prepare_sources", prepare_sources, METH_VARARGS, NULL},
    {"name_sources", name_sources, METH_VARARGS, NULL},
    {"source", source, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
