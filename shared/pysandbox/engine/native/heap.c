/* The zygote's memory, made cheap to fork (shared_heap.py has the theory). */
#include "lockdown.h"

#include <malloc.h>
#include <sys/mman.h>

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
