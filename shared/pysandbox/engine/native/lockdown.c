/* The table of steps, and the lock on the table itself.
 *
 * A child that is locked down keeps this module mapped, for it cannot be unloaded. So the last step sets a flag that
 * nothing clears, and every step looks at it first: a function that a program finds in spite of all refuses.
 */
#include "lockdown.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum { OPEN, FINISHED, BEGUN } locked;

int lockdown_refused(void)
{
    if (native_refused())
        return 1;
    if (locked != OPEN)
        PyErr_SetString(PyExc_PermissionError, "this process is locked down");
    return locked != OPEN;
}

PyObject *lockdown_failed(const char *step)
{
    int number = errno;
    PyObject *text = PyUnicode_FromFormat("%s: %s", step, strerror(number));
    PyObject *arguments = text ? Py_BuildValue("(iN)", number, text) : NULL;
    if (arguments) {
        PyErr_SetObject(PyExc_OSError, arguments);
        Py_DECREF(arguments);
    }
    return NULL;
}

PyObject *lockdown_result(long result, const char *step)
{
    if (result < 0)
        return lockdown_failed(step);
    Py_RETURN_NONE;
}

static PyObject *step_finish(PyObject *module, PyObject *arguments)
{
    (void)module, (void)arguments;
    locked = locked == BEGUN ? BEGUN : FINISHED;
    native_close();
    Py_RETURN_NONE;
}

/* The one call that works after `finish`, and it once: the last of ours before the program. */
static PyObject *step_begin(PyObject *module, PyObject *arguments)
{
    const char *folder;
    (void)module;
    if (locked != FINISHED) {
        PyErr_SetString(PyExc_PermissionError, "not now");
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "s", &folder))
        return NULL;
    locked = BEGUN;
    return lockdown_result(*folder ? chdir(folder) : 0, "chdir");
}

#define STEP(name, text) {#name, step_##name, METH_VARARGS, text}

PyMethodDef lockdown_methods[] = {
    STEP(attach, "attach(stdin, stdout, stderr, report): lead a session, with descriptors 0 to 3 and no signal blocked."),
    STEP(close_from, "close_from(first): close every descriptor from `first` on."),
    STEP(watch_children, "watch_children() -> descriptor that is readable when a child ended (signalfd(2))."),
    STEP(set_dumpable, "set_dumpable(value): set PR_SET_DUMPABLE and check that it took."),
    STEP(die_with_parent, "die_with_parent(): SIGKILL when the thread that started this process ends."),
    STEP(adopt_orphans, "adopt_orphans(): be the parent of what children leave behind."),
    STEP(be_traced, "be_traced(): have the parent see this process's end before its memory is taken apart."),
    STEP(trace_end, "trace_end(pid): go on until its end, its first thread or a signal."),
    STEP(status_at_end, "status_at_end(pid) -> the wait status that a child will have whose end has begun."),
    STEP(let_go, "let_go(pid, signal): trace it no more, and deliver the signal unless it is 0."),
    STEP(mount, "mount(source, target, kind, flags, data): mount(2); empty strings stand for NULL."),
    STEP(enter_root, "enter_root(path): make the mount `path` the root and let go of the old one."),
    STEP(own_mounts, "own_mounts(target, flags, options): own mounts and IPC, with a fresh tmpfs at `target`."),
    STEP(own_process_table, "own_process_table(own): let the next fork begin a PID namespace below that of `own`."),
    STEP(set_host_name, "set_host_name(name): name this UTS namespace."),
    STEP(enter_directory, "enter_directory(path, socket): go there, and send a descriptor of it."),
    STEP(limit, "limit(rows): setrlimit(2) of packed (resource, bound) pairs of 64-bit words."),
    STEP(become, "become(uid): take one uid and gid for good, with no group and no capability."),
    STEP(drop_capabilities, "drop_capabilities(): give up every capability, for good."),
    STEP(landlock_abi, "landlock_abi() -> the kernel's ABI; 0 without Landlock."),
    STEP(landlock, "landlock(attributes, rules, own, own_rights): restrict this process to packed rules and `own`."),
    STEP(seccomp, "seccomp(program, own_pid_at): filter system calls, with this process's id put in at those places."),
    STEP(make_immortal, "make_immortal(objects): count the references of none of a list's objects any more, nor of what they refer to."),
    STEP(collapse, "collapse(address, size): gather pages into huge ones (MADV_COLLAPSE)."),
    STEP(trim, "trim(): give free memory of malloc back."),
    STEP(fill, "fill(): take what is free between objects for good, so that what is made next lies together."),
    STEP(finish, "finish(): no step works in this process any more."),
    STEP(begin, "begin(folder): go to a folder below this one, unless it is ''; once, after `finish`."),
    {NULL, NULL, 0, NULL},
};
