/* The zygote's memory, made cheap to fork (shared_heap.py has the theory). */
#include "lockdown.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1 */
#endif

LOCKDOWN_STEP(step_make_immortal)
{
    PyObject *objects;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "O!", &PyList_Type, &objects))
        return NULL;
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(objects); index++)
        PyList_GET_ITEM(objects, index)->ob_refcnt = _Py_IMMORTAL_REFCNT; /* PEP 683; Py_SET_REFCNT will not */
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
