/* The steps of the lock-down, shared between its files.
 *
 * Each step is a system call or a few, made with a plan that Python prepared (numbers, paths, programs: the layers of the engine).
 * Every one raises OSError, with the kernel's errno and the step's name, when the kernel refuses any part of it; the
 * child ends on that. Steps work until `finish`, which a child calls last: from then on each raises PermissionError.
 */
#ifndef SANDBOX_LOCKDOWN_H
#define SANDBOX_LOCKDOWN_H

#define _GNU_SOURCE
#include "native.h"

/* Whether this process is locked down; if so, PermissionError is set. */
int lockdown_refused(void);

/* Set OSError for errno: "STEP: what errno says". Always NULL. */
PyObject *lockdown_failed(const char *step);

/* The result of a step: None, or OSError for errno where `result` is negative. */
PyObject *lockdown_result(long result, const char *step);

#define LOCKDOWN_STEP(name) PyObject *name(PyObject *module, PyObject *arguments)

LOCKDOWN_STEP(step_attach);            /* session.c */
LOCKDOWN_STEP(step_close_from);
LOCKDOWN_STEP(step_watch_children);
LOCKDOWN_STEP(step_set_dumpable);
LOCKDOWN_STEP(step_die_with_parent);
LOCKDOWN_STEP(step_adopt_orphans);
LOCKDOWN_STEP(step_be_traced);         /* tracing.c */
LOCKDOWN_STEP(step_trace_end);
LOCKDOWN_STEP(step_status_at_end);
LOCKDOWN_STEP(step_let_go);
LOCKDOWN_STEP(step_mount);             /* mounts.c */
LOCKDOWN_STEP(step_enter_root);
LOCKDOWN_STEP(step_own_mounts);
LOCKDOWN_STEP(step_own_process_table);
LOCKDOWN_STEP(step_set_host_name);
LOCKDOWN_STEP(step_enter_directory);
LOCKDOWN_STEP(step_limit);             /* privileges.c */
LOCKDOWN_STEP(step_become);
LOCKDOWN_STEP(step_drop_capabilities);
LOCKDOWN_STEP(step_landlock_abi);      /* landlock.c */
LOCKDOWN_STEP(step_landlock);
LOCKDOWN_STEP(step_seccomp);           /* seccomp.c */
LOCKDOWN_STEP(step_make_immortal);     /* heap.c */
LOCKDOWN_STEP(step_collapse);
LOCKDOWN_STEP(step_trim);
LOCKDOWN_STEP(step_fill);

#endif
