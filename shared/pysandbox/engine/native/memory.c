/* Whether a run was refused memory: seen where it happens, and told where no program can tell it.
 *
 * The zygote loads this module before libc (LD_PRELOAD), so that malloc and its like are the functions below, for
 * CPython and for every library. They are libc's own, and note when one of them has nothing to give. The note is a byte
 * of a page that the zygote maps for each child and shares with it alone: it has no name and no descriptor, and nothing
 * that a program can call writes to it but memory itself. A module that is loaded in the ordinary way interposes
 * nothing, and its notes go nowhere.
 */
#include "native.h"

#include <stdlib.h>
#include <sys/mman.h>

#define MAX_PAGES 4096
#define PAGE_BYTES 1 /* the kernel rounds it up */
#define EXPORTED __attribute__((visibility("default")))

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static volatile unsigned char nowhere;
static volatile unsigned char *note = &nowhere;
static unsigned char *pages[MAX_PAGES];

__attribute__((unused)) static void *
noted(void *memory, size_t size)
{
    if (!memory && size) {
        *note = 1;
    }
    return memory;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifndef __SANITIZE_ADDRESS__ /* which has a malloc of its own */
EXPORTED void *
malloc(size_t size)
{
    return noted(__libc_malloc(size), size);
}

EXPORTED void *
calloc(size_t count, size_t size)
{
    return noted(__libc_calloc(count, size), count && size);
}

EXPORTED void *
realloc(void *memory, size_t size)
{
    return noted(__libc_realloc(memory, size), size);
}

EXPORTED void *
aligned_alloc(size_t alignment, size_t size)
{
    return noted(__libc_memalign(alignment, size), size);
}

#endif

/* The index that is the only argument, checked: -1 with an error set where it is not one of a page that is there. */
static Py_ssize_t
index_of(PyObject *argument, int there)
{
    Py_ssize_t index = native_refused() ? -1 : PyLong_AsSsize_t(argument);
    if (index == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (index < 0 || index >= MAX_PAGES || (pages[index] != NULL) != there) {
        PyErr_SetString(PyExc_IndexError, "no such page of memory");
        return -1;
    }
    return index;
}

static PyObject *
open_memory_note(PyObject *module, PyObject *argument)
{
    Py_ssize_t index = index_of(argument, 0);
    (void)module;
    if (index < 0) {
        return NULL;
    }
    void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    pages[index] = page;
    Py_RETURN_NONE;
}

static PyObject *
write_memory_note(PyObject *module, PyObject *argument)
{
    Py_ssize_t index = index_of(argument, 1);
    (void)module;
    if (index < 0) {
        return NULL;
    }
    note = pages[index];
    Py_RETURN_NONE;
}

static PyObject *
hide_memory_note(PyObject *module, PyObject *argument)
{
    Py_ssize_t index = index_of(argument, 1);
    (void)module;
    if (index < 0) {
        return NULL;
    }
    if (madvise(pages[index], PAGE_BYTES, MADV_DONTFORK) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    Py_RETURN_NONE;
}

static PyObject *
close_memory_note(PyObject *module, PyObject *argument)
{
    Py_ssize_t index = index_of(argument, 1);
    (void)module;
    if (index < 0) {
        return NULL;
    }
    int written = pages[index][0] != 0;
    if (munmap(pages[index], PAGE_BYTES) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    pages[index] = NULL;
    return PyBool_FromLong(written);
}

PyMethodDef memory_methods[] = {
    {"open_memory_note", open_memory_note, METH_O, PyDoc_STR("open_memory_note(index): map one for the next child.")},
    {"write_memory_note", write_memory_note, METH_O, PyDoc_STR("write_memory_note(index): it is this process's own.")},
    {"hide_memory_note", hide_memory_note, METH_O, PyDoc_STR("hide_memory_note(index): from children to come.")},
    {"close_memory_note", close_memory_note, METH_O, PyDoc_STR("close_memory_note(index) -> whether memory ended.")},
    {NULL, NULL, 0, NULL},
};
