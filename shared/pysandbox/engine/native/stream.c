/* What a program prints, kept where the host finds it when the program is killed.
 *
 * Each of stdout and stderr has a buffer in memory that the zygote made for this child alone and that the host can read
 * after its death (kept_output.py has the host's half). A write copies into it, and a system call is made only where CPython
 * makes one: when the buffer is full and on flush. What is in it is the program's word, like all that it prints; the
 * host checks every number in it. The numbers that count here are private; the shared ones are copies for the host.
 */
#include "stream.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HEADER_BYTES = 64, AREA_BYTES = 64 * 1024, DATA_BYTES = AREA_BYTES - HEADER_BYTES };

/* The head of an area, as kept_output.py reads it: four numbers of 64 bits in the machine's order. */
struct shared {
    _Atomic uint64_t base;    /* how much of the stream had been written before data[0] */
    _Atomic uint64_t head;    /* how much of data has been written since */
    _Atomic uint64_t tail;    /* how much data there is */
    _Atomic uint64_t writing; /* not 0: a write is under way, and only what came out of the pipe tells how far it got */
    char padding[HEADER_BYTES - 4 * sizeof(uint64_t)];
    char data[];
};

struct stream native_streams[STREAMS] = {{.fd = 1}, {.fd = 2}};

/* A kill comes between two instructions: it is enough that the compiler keeps the order of these. */
static void
store(_Atomic uint64_t *number, uint64_t value)
{
    atomic_store_explicit(number, value, memory_order_release);
}

static void
tell(struct stream *stream, int writing)
{
    if (stream->area != NULL) {
        store(&stream->area->tail, stream->tail);
        store(&stream->area->base, stream->base);
        store(&stream->area->head, stream->head);
        store(&stream->area->writing, (uint64_t)writing);
    }
}

/* Write `size` bytes and add what was written to *done as it goes; -1 with an exception set. */
static int
write_all(struct stream *stream, const char *bytes, size_t size, size_t *done)
{
    while (size > 0) {
        ssize_t written;
        int number;
        Py_BEGIN_ALLOW_THREADS
        written = write(stream->fd, bytes, size);
        number = errno;
        Py_END_ALLOW_THREADS
        if (written < 0) {
            if (number == EINTR && PyErr_CheckSignals() == 0)
                continue;
            if (!PyErr_Occurred()) {
                errno = number;
                PyErr_SetFromErrno(PyExc_OSError);
            }
            return -1;
        }
        bytes += written;
        size -= (size_t)written;
        *done += (size_t)written;
    }
    return 0;
}

int
stream_drain(struct stream *stream)
{
    if (stream->tail == 0)
        return 0;
    store(&stream->area->writing, 1);
    int result = write_all(stream, stream->area->data + stream->head, stream->tail - stream->head, &stream->head);
    if (result == 0) {
        stream->base += stream->tail;
        stream->head = stream->tail = 0;
    }
    tell(stream, 0);
    return result;
}

static int
write_directly(struct stream *stream, const char *bytes, size_t size)
{
    size_t done = 0;
    tell(stream, 1);
    int result = write_all(stream, bytes, size, &done);
    stream->base += done;
    tell(stream, 0);
    return result;
}

int
stream_put(struct stream *stream, const char *bytes, size_t size)
{
    if (stream->area == NULL)
        return write_directly(stream, bytes, size);
    if (size > DATA_BYTES - stream->tail && stream_drain(stream) < 0)
        return -1;
    if (size > DATA_BYTES)
        return write_directly(stream, bytes, size);
    memcpy(stream->area->data + stream->tail, bytes, size);
    stream->tail += size;
    store(&stream->area->tail, stream->tail);
    return 0;
}

/* Keep what is printed from now on in the memory of the descriptor `memory`. */
static PyObject *
stream_keep_in(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    int fd;
    if (native_refused() || !PyArg_ParseTuple(arguments, "i:stream_keep_in", &fd))
        return NULL;
    char *areas = mmap(NULL, (size_t)STREAMS * AREA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (areas == MAP_FAILED)
        return PyErr_SetFromErrno(PyExc_OSError);
    for (int i = 0; i < STREAMS; i++)
        native_streams[i].area = (struct shared *)(areas + (size_t)i * AREA_BYTES);
    Py_RETURN_NONE;
}

PyMethodDef stream_methods[] = {
    {"stream_keep_in", stream_keep_in, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
