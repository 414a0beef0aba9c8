/* Which of some dictionaries are still there, without keeping them there.
 *
 * At its end CPython empties the namespaces of modules that something still holds. To know which those are, a namespace
 * must not be held meanwhile: it may die at any step, and the objects in it then die in its order. A dictionary takes no
 * weak reference, but tells its watchers when it dies (PyDict_AddWatcher). A program learns nothing by this but what it
 * handed over itself.
 */
#include "native.h"

enum { MAX_WATCHED = 64 /* a program has its own namespace and those of the modules attached to it */ };

static PyObject *watched[MAX_WATCHED]; /* borrowed: NULL from the moment that it dies */
static size_t count;
static int watcher = -1;

static int
/* cppcheck-suppress constParameter ; the type is PyDict_WatchCallback */
see(PyDict_WatchEvent event, PyObject *dictionary, PyObject *Py_UNUSED(key), PyObject *Py_UNUSED(value))
{
    for (size_t i = 0; event == PyDict_EVENT_DEALLOCATED && i < count; i++) {
        if (watched[i] == dictionary) {
            watched[i] = NULL;
        }
    }
    return 0;
}

/* Closes up the places of those that died. */
static void
close_up(void)
{
    size_t alive = 0;
    for (size_t i = 0; i < count; i++) {
        if (watched[i]) {
            watched[alive++] = watched[i];
        }
    }
    count = alive;
}

static PyObject *
watch_death(PyObject *Py_UNUSED(module), PyObject *dictionary)
{
    if (!PyDict_CheckExact(dictionary)) {
        PyErr_SetString(PyExc_TypeError, "not a dictionary");
        return NULL;
    }
    if (watcher < 0 && (watcher = PyDict_AddWatcher(see)) < 0) {
        return NULL;
    }
    close_up();
    for (size_t i = 0; i < count; i++) {
        if (watched[i] == dictionary) {
            Py_RETURN_NONE;
        }
    }
    if (count < MAX_WATCHED) {
        if (PyDict_Watch(watcher, dictionary) < 0) {
            return NULL;
        }
        watched[count++] = dictionary;
    }
    Py_RETURN_NONE;
}

static PyObject *
still_there(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arguments))
{
    PyObject *found = PyList_New(0);
    for (size_t i = 0; found && i < count; i++) {
        if (watched[i] && PyList_Append(found, watched[i]) < 0) {
            Py_CLEAR(found);
        }
    }
    return found;
}

PyMethodDef death_methods[] = {
    {"watch_death", watch_death, METH_O, NULL},
    {"still_there", still_there, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
