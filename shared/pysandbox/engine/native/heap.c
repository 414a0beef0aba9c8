/* The zygote's memory, made cheap to fork (shared_heap.py has the theory).
 *
 * What is reachable is found as the collector finds it (tp_traverse), each object once: who is immortal was met before.
 * Code tells the collector nothing of what it holds, so its attributes are asked for.
 */
#include "lockdown.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1 */
#endif

static const char *const HELD_BY_CODE[] = {
    "co_consts", "co_names", "co_name", "co_qualname", "co_filename", "co_linetable", "co_exceptiontable",
};

/* Those that are immortal and whose own referents are still to be looked at. */
struct waiting {
    PyObject **objects;
    size_t count, room;
};

/* Make one object immortal, and let it wait, unless it is. A visitproc: 0, or -1 where there is no memory. */
static int meet(PyObject *object, void *argument)
{
    struct waiting *waiting = argument;
    if (object->ob_refcnt == _Py_IMMORTAL_REFCNT)
        return 0;
    if (waiting->count == waiting->room) {
        size_t room = waiting->room ? 2 * waiting->room : 65536;
        PyObject **objects = realloc(waiting->objects, room * sizeof *objects);
        if (objects == NULL)
            return -1;
        waiting->objects = objects;
        waiting->room = room;
    }
    object->ob_refcnt = _Py_IMMORTAL_REFCNT; /* PEP 683; Py_SET_REFCNT will not */
    waiting->objects[waiting->count++] = object;
    return 0;
}

/* Meet all that an object refers to. 0, or -1 with an exception set. */
static int meet_referents(PyObject *object, struct waiting *waiting)
{
    traverseproc traverse = NULL;
    if (PyObject_IS_GC(object))
        traverse = (traverseproc)PyType_GetSlot(Py_TYPE(object), Py_tp_traverse);
    if (traverse != NULL && traverse(object, meet, waiting) < 0)
        return PyErr_NoMemory(), -1;
    for (size_t index = 0; PyCode_Check(object) && index < sizeof HELD_BY_CODE / sizeof *HELD_BY_CODE; index++) {
        PyObject *held = PyObject_GetAttrString(object, HELD_BY_CODE[index]);
        if (held == NULL)
            return -1;
        if (meet(held, waiting) < 0)
            return PyErr_NoMemory(), -1;
        Py_DECREF(held); /* nobody counts it any more */
    }
    return 0;
}

LOCKDOWN_STEP(step_make_immortal)
{
    PyObject *objects;
    struct waiting waiting = {NULL, 0, 0};
    int failed = 0;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "O!", &PyList_Type, &objects))
        return NULL;
    for (Py_ssize_t index = 0; !failed && index < PyList_GET_SIZE(objects); index++)
        if ((failed = meet(PyList_GET_ITEM(objects, index), &waiting)))
            PyErr_NoMemory();
    while (!failed && waiting.count)
        failed = meet_referents(waiting.objects[--waiting.count], &waiting);
    free(waiting.objects);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

LOCKDOWN_STEP(step_collapse)
{
    unsigned long long address, size;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "KK", &address, &size))
        return NULL;
    return lockdown_result(madvise((void *)(uintptr_t)address, (size_t)size, MADV_COLLAPSE), "MADV_COLLAPSE");
}

LOCKDOWN_STEP(step_trim)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    malloc_trim(0);
    Py_RETURN_NONE;
}

/* The sizes that obmalloc serves from pools, and how a pool lies (Objects/obmalloc.c, Include/internal/pycore_obmalloc.h
 * of 3.13). Where an interpreter has them otherwise, less is gained: a block is looked at by its address alone. */
#define ALIGNMENT 16
#define LARGEST_SMALL 512
#define POOL_BYTES 16384
#define POOL_HEADER_BYTES 64
#define MOST_BYTES (4 * 1024 * 1024) /* of one size */

/* Take the free blocks of one size for good, until two come one behind the other from the start of a pool: a pool that
 * has served that size before gives its blocks in the order in which they became free. */
static int fill_pools(size_t size)
{
    uintptr_t before = 0;
    for (size_t taken = 0; taken < MOST_BYTES; taken += size) {
        uintptr_t block = (uintptr_t)PyObject_Malloc(size);
        if (!block)
            return -1;
        if (before % POOL_BYTES < POOL_HEADER_BYTES && block == before + size)
            break;
        before = block;
    }
    return 0;
}

#define LARGEST_MEDIUM 65536 /* half of what malloc maps by itself (mallopt(3)) */
#define FINE_STEPS_UP_TO 2048

/* Take the free chunks of malloc below its top for good, so that it serves from there, where pages lie side by side. */
static int fill_below_top(void)
{
    struct mallinfo2 now = mallinfo2();
    uintptr_t top = (uintptr_t)sbrk(0) - now.keepcost;
    size_t left = now.fordblks + MOST_BYTES; /* what malloc keeps for its threads is not in that */
    for (size_t size = LARGEST_MEDIUM; size > ALIGNMENT; size -= size > FINE_STEPS_UP_TO ? size / 8 : ALIGNMENT) {
        while (left >= size) {
            void *block = malloc(size);
            if (!block)
                return -1;
            if ((uintptr_t)block >= top) {
                free(block);
                break;
            }
            left -= size;
        }
    }
    return 0;
}

LOCKDOWN_STEP(step_fill)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    if (fill_below_top() < 0)
        return PyErr_NoMemory();
    for (size_t size = ALIGNMENT; size <= LARGEST_SMALL; size += ALIGNMENT)
        if (fill_pools(size) < 0)
            return PyErr_NoMemory();
    Py_RETURN_NONE;
}
