/* The methods of sys.stdout and sys.stderr that keep what is printed (stream.c): short ways for CPython's own.
 *
 * They stand in the streams' own dictionaries, so everything that CPython makes of a stream finds them there. The short
 * ways hold for a stream as it was opened; once it is closed, detached or set up anew its class's methods serve it.
 */
#include "stream.h"

/* The stream that `self` is the buffer or the text of; NULL where it is closed, detached or set up anew by now. */
static struct stream *
served(const PyObject *self)
{
    for (int i = 0; i < STREAMS; i++)
        if ((native_streams[i].buffer == self && !native_streams[i].buffer_changed) ||
            (native_streams[i].text == self && !native_streams[i].text_changed))
            return &native_streams[i];
    return NULL;
}

/* What the class of `self` has under that name, called with the arguments. */
static PyObject *
original(PyObject *self, const char *name, PyObject *arguments, PyObject *options)
{
    PyObject *method = PyObject_GetAttrString((PyObject *)Py_TYPE(self), name), *result = NULL;
    PyObject *with_self = method ? PyTuple_New(PyTuple_GET_SIZE(arguments) + 1) : NULL;
    if (with_self != NULL) {
        PyTuple_SET_ITEM(with_self, 0, Py_NewRef(self));
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); i++)
            PyTuple_SET_ITEM(with_self, i + 1, Py_NewRef(PyTuple_GET_ITEM(arguments, i)));
        result = PyObject_Call(method, with_self, options);
    }
    Py_XDECREF(method);
    Py_XDECREF(with_self);
    return result;
}

static PyObject *
original_of_one(PyObject *self, const char *name, PyObject *argument)
{
    PyObject *arguments = argument ? PyTuple_Pack(1, argument) : PyTuple_New(0);
    PyObject *result = arguments ? original(self, name, arguments, NULL) : NULL;
    Py_XDECREF(arguments);
    return result;
}

static PyObject *
buffer_write(PyObject *self, PyObject *content)
{
    struct stream *stream = served(self);
    Py_buffer view;
    if (stream == NULL)
        return original_of_one(self, "write", content);
    if (PyObject_GetBuffer(content, &view, PyBUF_SIMPLE) < 0)
        return NULL;
    Py_ssize_t size = view.len;
    int result = stream_put(stream, view.buf, (size_t)size);
    PyBuffer_Release(&view);
    return result < 0 ? NULL : PyLong_FromSsize_t(size);
}

static PyObject *
buffer_flush(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    struct stream *stream = served(self);
    if (stream == NULL)
        return original_of_one(self, "flush", NULL);
    if (stream_drain(stream) < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* TextIOWrapper.write of a stream as open_streams makes it: UTF-8, strict, no line end translated, nothing pending. */
static PyObject *
text_write(PyObject *self, PyObject *text)
{
    struct stream *stream = served(self);
    if (stream == NULL || stream->buffer_changed || !PyUnicode_Check(text))
        return original_of_one(self, "write", text);
    int result;
    if (PyUnicode_IS_COMPACT_ASCII(text)) {
        result = stream_put(stream, PyUnicode_DATA(text), (size_t)PyUnicode_GET_LENGTH(text));
    } else {
        PyObject *encoded = PyUnicode_AsUTF8String(text);
        result = encoded ? stream_put(stream, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded)) : -1;
        Py_XDECREF(encoded);
    }
    return result < 0 ? NULL : PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

/* What ends or changes a stream: from then on it is CPython's own, and what is kept is written before. */
static PyObject *
changed(PyObject *self, const char *name, PyObject *arguments, PyObject *options)
{
    for (int i = 0; i < STREAMS; i++) {
        bool buffer = native_streams[i].buffer == self, text = native_streams[i].text == self;
        if ((buffer || text) && stream_drain(&native_streams[i]) < 0)
            PyErr_Clear(); /* the rest is still kept, and the host takes it */
        native_streams[i].buffer_changed |= buffer;
        native_streams[i].text_changed |= text;
    }
    return original(self, name, arguments, options);
}

#define CHANGES(name)                                                                                                  \
    static PyObject *name##_stream(PyObject *self, PyObject *arguments, PyObject *options)                             \
    {                                                                                                                  \
        return changed(self, #name, arguments, options);                                                               \
    }
CHANGES(close)
CHANGES(detach)
CHANGES(reconfigure)

#define CHANGING(name) {#name, (PyCFunction)(void (*)(void))name##_stream, METH_VARARGS | METH_KEYWORDS, NULL}
static PyMethodDef buffer_methods[] = {{"write", buffer_write, METH_O, NULL},
                                       {"flush", buffer_flush, METH_NOARGS, NULL},
                                       CHANGING(close),
                                       CHANGING(detach),
                                       {NULL, NULL, 0, NULL}};
static PyMethodDef text_methods[] = {{"write", text_write, METH_O, NULL},
                                     CHANGING(close),
                                     CHANGING(detach),
                                     CHANGING(reconfigure),
                                     {NULL, NULL, 0, NULL}};

/* Give the object methods of ours; they call themselves as those of its class do. */
static int
give(PyObject *object, PyMethodDef *methods)
{
    for (; methods->ml_name != NULL; methods++) {
        PyObject *function = PyCFunction_NewEx(methods, object, NULL);
        int result = function ? PyObject_SetAttrString(object, methods->ml_name, function) : -1;
        Py_XDECREF(function);
        if (result < 0)
            return -1;
    }
    return 0;
}

static PyObject *
stream_serve(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    int fd;
    PyObject *buffer, *text;
    if (native_refused() || !PyArg_ParseTuple(arguments, "iOO:stream_serve", &fd, &buffer, &text))
        return NULL;
    if (fd < 1 || fd > STREAMS) {
        PyErr_SetString(PyExc_ValueError, "not a standard stream");
        return NULL;
    }
    struct stream *stream = &native_streams[fd - 1];
    if (give(buffer, buffer_methods) < 0 || (text != Py_None && give(text, text_methods) < 0))
        return NULL;
    Py_XSETREF(stream->buffer, Py_NewRef(buffer));
    Py_XSETREF(stream->text, Py_NewRef(text));
    stream->buffer_changed = stream->text_changed = false;
    Py_RETURN_NONE;
}

PyMethodDef standard_stream_methods[] = {
    {"stream_serve", stream_serve, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
