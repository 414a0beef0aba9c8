/* What the files of the native module share.
 *
 * Each file has one subject and exports one table of functions, which module.c adds to the module. Nothing here is a
 * Python object that a program could change, and once the module is closed every function refuses to work
 * (native_refused) that changes anything.
 */
#ifndef PYSANDBOX_NATIVE_H
#define PYSANDBOX_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#if PY_VERSION_HEX >> 16 != 0x030D
#error "the module is written for CPython 3.13"
#endif

/* True when the module is closed, with PermissionError set: first in every function that changes anything. */
int native_refused(void);

/* Close the module, for good: a program is to run in this process. Arming the hook closes it too. */
void native_close(void);

/* The co_filename of the engine's own code (neutral.py gives it): its frames are left out. */
#define NATIVE_OURS "<sandbox>"

struct names;

/* Fills `names` with a tuple's strings, each worth 1 (policy.c). 0, or -1 with an error set. */
int native_fill_names(struct names *names, PyObject *texts);

extern PyMethodDef caller_methods[], death_methods[], hook_methods[], lockdown_methods[], memory_methods[],
    source_methods[], standard_stream_methods[], stream_methods[], traceback_methods[];

#endif
