/* What a traceback shows, read from C structures: rows of text and numbers, never a frame or a code object.
 *
 * Frames are shut to programs (`tb_frame` and its like, policy/audit.toml), and CPython 3.13 prints tracebacks with Python code
 * that reads them. These functions stand in for that reading: nothing here raises an audit event, so nothing is ever
 * trusted meanwhile, and what they answer may be known to the program at any time. They change nothing.
 */
#include "native.h"

#include <frameobject.h>
#include <stdbool.h>

static bool
is_ours(const PyTracebackObject *link)
{
    PyCodeObject *code = PyFrame_GetCode(link->tb_frame);
    bool ours = PyUnicode_CompareWithASCIIString(code->co_filename, NATIVE_OURS) == 0;
    Py_DECREF(code);
    return ours;
}

/* The int, or None where CPython has none. */
static PyObject *
number(int value)
{
    return value < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(value);
}

/* (file, name, line, end line, column, end column) as co_positions() has them. */
static PyObject *
row(const PyTracebackObject *link)
{
    PyCodeObject *code = PyFrame_GetCode(link->tb_frame);
    int line = -1, end_line = -1, column = -1, end_column = -1;
    PyObject *result = NULL, *file = NULL, *name = NULL, *numbers[4] = {NULL};
    if (link->tb_lasti >= 0) {
        PyCode_Addr2Location(code, link->tb_lasti, &line, &column, &end_line, &end_column);
    }
    if (line < 0) { /* an instruction without a line: as traceback._walk_tb_with_full_positions has it */
        line = link->tb_lineno >= 0 ? link->tb_lineno : PyCode_Addr2Line(code, link->tb_lasti);
    }
    /* An exact copy each: what `compile` is given may be of a type of the program's. */
    file = PyUnicode_FromObject(code->co_filename);
    name = PyUnicode_FromObject(code->co_name);
    numbers[0] = number(line);
    numbers[1] = number(end_line);
    numbers[2] = number(column);
    numbers[3] = number(end_column);
    if (file && name && numbers[0] && numbers[1] && numbers[2] && numbers[3]) {
        result = PyTuple_Pack(6, file, name, numbers[0], numbers[1], numbers[2], numbers[3]);
    }
    for (size_t i = 0; i < 4; i++) {
        Py_XDECREF(numbers[i]);
    }
    Py_XDECREF(file);
    Py_XDECREF(name);
    Py_DECREF(code);
    return result;
}

/* frames(traceback) -> list of rows, outermost first; empty for what is no traceback. */
static PyObject *
frames(PyObject *module, PyObject *first)
{
    PyObject *rows = PyList_New(0);
    (void)module;
    if (!rows || !PyTraceBack_Check(first)) {
        return rows;
    }
    for (const PyTracebackObject *link = (PyTracebackObject *)first; link; link = link->tb_next) {
        if (is_ours(link)) {
            continue;
        }
        PyObject *one = row(link);
        if (!one || PyList_Append(rows, one) < 0) {
            Py_XDECREF(one);
            Py_DECREF(rows);
            return NULL;
        }
        Py_DECREF(one);
    }
    return rows;
}

/* The innermost frame that is not ours, a borrowed reference; NULL where there is none. */
static PyFrameObject *
innermost(PyObject *first)
{
    PyFrameObject *found = NULL;
    if (PyTraceBack_Check(first)) {
        for (const PyTracebackObject *link = (PyTracebackObject *)first; link; link = link->tb_next) {
            if (!is_ours(link)) {
                found = link->tb_frame;
            }
        }
    }
    return found;
}

/* Adds the strings that iterating `names`, which is taken over, gives. */
static int
add_names(PyObject *all, PyObject *names)
{
    PyObject *given = names ? PySequence_List(names) : NULL;
    int result = given ? 0 : -1;
    Py_XDECREF(names);
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(given); i++) {
        if (PyUnicode_Check(PyList_GET_ITEM(given, i))) {
            result = PyList_Append(all, PyList_GET_ITEM(given, i));
        }
    }
    Py_XDECREF(given);
    return result;
}

/* last_names(traceback) -> the names that the innermost frame sees, in CPython's order; their values stay there. */
static PyObject *
last_names(PyObject *module, PyObject *first)
{
    PyObject *all = PyList_New(0);
    PyFrameObject *frame = innermost(first);
    (void)module;
    if (!all || !frame) {
        return all;
    }
    Py_INCREF(frame); /* iterating a mapping of the program's runs its code */
    if (add_names(all, PyFrame_GetLocals(frame)) < 0 || add_names(all, PyFrame_GetGlobals(frame)) < 0 ||
        add_names(all, PyFrame_GetBuiltins(frame)) < 0) {
        Py_CLEAR(all);
    }
    Py_DECREF(frame);
    return all;
}

/* A new reference to the innermost frame's `self`; NULL without an error where it has none. */
static PyObject *
last_self(PyObject *first)
{
    PyFrameObject *frame = innermost(first);
    PyObject *locals = frame ? PyFrame_GetLocals(frame) : NULL, *key = NULL, *found = NULL;
    if (locals) {
        key = PyUnicode_FromString("self");
        if (key && PySequence_Contains(locals, key) > 0) {
            found = PyObject_GetItem(locals, key);
        }
    }
    Py_XDECREF(key);
    Py_XDECREF(locals);
    return found;
}

/* last_self_is(traceback, object) -> whether that is the innermost frame's `self`. */
static PyObject *
last_self_is(PyObject *module, PyObject *arguments)
{
    PyObject *first, *object;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO:last_self_is", &first, &object)) {
        return NULL;
    }
    PyObject *self = last_self(first);
    if (!self && PyErr_Occurred()) {
        return NULL;
    }
    bool same = self == object;
    Py_XDECREF(self);
    return PyBool_FromLong(same);
}

/* last_self_has(traceback, name) -> whether the innermost frame's `self` has that attribute. */
static PyObject *
last_self_has(PyObject *module, PyObject *arguments)
{
    PyObject *first, *name;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OU:last_self_has", &first, &name)) {
        return NULL;
    }
    PyObject *self = last_self(first);
    int has = self ? PyObject_HasAttrWithError(self, name) : 0;
    Py_XDECREF(self);
    return has < 0 || PyErr_Occurred() ? NULL : PyBool_FromLong(has);
}

PyMethodDef traceback_methods[] = {
    {"frames", frames, METH_O, NULL},
    {"last_names", last_names, METH_O, NULL},
    {"last_self_is", last_self_is, METH_VARARGS, NULL},
    {"last_self_has", last_self_has, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
