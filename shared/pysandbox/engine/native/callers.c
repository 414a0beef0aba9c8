/* What a library may learn of its callers: names, never a frame.
 *
 * A few documented functions read the variables of whoever calls them (np.bmat("A, B")). sys._getframe is shut, as a
 * frame leads to every other one. What they are given instead answers as a frame, with its variables only where it runs
 * the program's own code: its builtins are the dictionary that programs alone are given, by identity. Of any other
 * frame it tells its code and the name of its module; of a function on a list, whose variables are the program's
 * objects, its variables as well. Local variables are copies, and the engine's own frames are not there. It is no secret and needs no trust: a program learns nothing of others by it.
 */
#include "native.h"

#include <frameobject.h>
#include <stdbool.h>

/* Both are set once in the zygote and never freed. */
static PyObject *program_builtins; /* a dict */
static PyObject *readable;         /* a tuple of code objects */

static bool
is_program(PyFrameObject *frame)
{
    PyObject *builtins = PyFrame_GetBuiltins(frame);
    bool same = builtins == program_builtins;
    Py_XDECREF(builtins);
    return same;
}

static bool
is_readable(PyFrameObject *frame)
{
    PyCodeObject *code = PyFrame_GetCode(frame);
    bool found = false;
    for (Py_ssize_t i = 0; readable && i < PyTuple_GET_SIZE(readable); i++) {
        found |= PyTuple_GET_ITEM(readable, i) == (PyObject *)code;
    }
    Py_DECREF(code);
    return found;
}

static bool
is_ours(PyFrameObject *frame)
{
    PyCodeObject *code = PyFrame_GetCode(frame);
    bool ours = PyUnicode_CompareWithASCIIString(code->co_filename, NATIVE_OURS) == 0;
    Py_DECREF(code);
    return ours;
}

/* A new dict with what the frame's local variables are now; a mapping of the program's may run its code. */
static PyObject *
locals_of(PyFrameObject *frame)
{
    PyObject *locals = PyFrame_GetLocals(frame), *copy = locals ? PyDict_New() : NULL;
    if (copy && PyDict_Update(copy, locals) < 0) {
        Py_CLEAR(copy);
    }
    Py_XDECREF(locals);
    return copy;
}

/* A new dict with the name of the frame's module alone. */
static PyObject *
module_name_of(PyFrameObject *frame)
{
    PyObject *globals = PyFrame_GetGlobals(frame), *name = NULL, *told = PyDict_New();
    int found = told ? PyDict_GetItemStringRef(globals, "__name__", &name) : -1;
    if (found < 0 || (found && PyUnicode_CheckExact(name) && PyDict_SetItemString(told, "__name__", name) < 0)) {
        Py_CLEAR(told);
    }
    Py_XDECREF(name);
    Py_DECREF(globals);
    return told;
}

/* What libraries are given instead of a frame: it answers as one, and no attribute of it leads to the frame itself. */
typedef struct {
    PyObject_HEAD
    PyFrameObject *frame; /* NULL once it is cleared */
} caller;

static PyTypeObject *caller_type; /* made once in the zygote, and never freed */

/* A new caller for `frame`, which is taken over; None past the last frame, and at the engine's own. */
static PyObject *
caller_of(PyFrameObject *frame)
{
    if (!frame || is_ours(frame)) {
        Py_XDECREF(frame);
        Py_RETURN_NONE;
    }
    caller *made = PyObject_GC_New(caller, caller_type);
    if (!made) {
        Py_DECREF(frame);
        return NULL;
    }
    made->frame = frame;
    PyObject_GC_Track((PyObject *)made);
    return (PyObject *)made;
}

static int
caller_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((caller *)self)->frame);
    return 0;
}

static int
caller_clear(PyObject *self)
{
    Py_CLEAR(((caller *)self)->frame);
    return 0;
}

static void
caller_free(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    (void)caller_clear(self);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyFrameObject *
frame_of(PyObject *self)
{
    PyFrameObject *frame = ((caller *)self)->frame;
    if (!frame) {
        PyErr_SetString(PyExc_AttributeError, "the frame is gone");
    }
    return frame;
}

static PyObject *
get_globals(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return !frame ? NULL : is_program(frame) ? PyFrame_GetGlobals(frame) : module_name_of(frame);
}

static PyObject *
get_locals(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return !frame ? NULL : is_program(frame) || is_readable(frame) ? locals_of(frame) : PyDict_New();
}

static PyObject *
get_code(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return frame ? (PyObject *)PyFrame_GetCode(frame) : NULL;
}

static PyObject *
get_line(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return frame ? PyLong_FromLong(PyFrame_GetLineNumber(frame)) : NULL;
}

static PyObject *
get_instruction(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return frame ? PyLong_FromLong(PyFrame_GetLasti(frame)) : NULL;
}

static PyObject *
get_back(PyObject *self, void *Py_UNUSED(closure))
{
    PyFrameObject *frame = frame_of(self);
    return frame ? caller_of(PyFrame_GetBack(frame)) : NULL;
}

static PyGetSetDef caller_attributes[] = {
    {"f_globals", get_globals, NULL, NULL, NULL}, {"f_locals", get_locals, NULL, NULL, NULL},
    {"f_code", get_code, NULL, NULL, NULL},       {"f_lineno", get_line, NULL, NULL, NULL},
    {"f_lasti", get_instruction, NULL, NULL, NULL}, {"f_back", get_back, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot caller_slots[] = {
    {Py_tp_traverse, caller_traverse},
    {Py_tp_clear, caller_clear},
    {Py_tp_dealloc, caller_free},
    {Py_tp_getset, caller_attributes},
    {0, NULL},
};

static PyType_Spec caller_spec = {
    .name = "sandbox.caller",
    .basicsize = sizeof(caller),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = caller_slots,
};

/* caller(depth=0): as sys._getframe, of the function that asks. */
static PyObject *
caller_at(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    int depth = 0;
    if (!PyArg_ParseTuple(arguments, "|i:_getframe", &depth)) {
        return NULL;
    }
    PyFrameObject *frame = caller_type ? PyThreadState_GetFrame(PyThreadState_Get()) : NULL;
    for (; frame && depth > 0; depth--) {
        PyFrameObject *back = PyFrame_GetBack(frame);
        Py_DECREF(frame);
        frame = back;
    }
    if (!frame || is_ours(frame)) {
        Py_XDECREF(frame);
        PyErr_SetString(PyExc_ValueError, "call stack is not deep enough");
        return NULL;
    }
    return caller_of(frame);
}

static PyObject *
tell_callers(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    PyObject *builtins, *codes;
    if (native_refused() ||
        !PyArg_ParseTuple(arguments, "O!O!:tell_callers", &PyDict_Type, &builtins, &PyTuple_Type, &codes)) {
        return NULL;
    }
    if (!caller_type && !(caller_type = (PyTypeObject *)PyType_FromSpec(&caller_spec))) {
        return NULL;
    }
    Py_XSETREF(program_builtins, Py_NewRef(builtins));
    Py_XSETREF(readable, Py_NewRef(codes));
    Py_RETURN_NONE;
}

PyMethodDef caller_methods[] = {
    {"caller", caller_at, METH_VARARGS, NULL},
    {"tell_callers", tell_callers, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
