/* The audit hook: what a program does through CPython is announced (PEP 578) and decided here.
 *
 * CPython calls a hook that was added with PySys_AddAuditHook for every event of every thread and interpreter, and
 * nothing takes it out again before the process ends. What it knows are C tables, filled once in the zygote from
 * policy/audit.toml (prepare_hook, policy.c); it lets everything pass until the child arms it, just before the program is
 * read (arm_hook), and nothing unarms it. It runs no Python (decisions.c). It fails closed: what has not the shape that
 * CPython gives an event is refused, and an event that no list names ends the process.
 */
#include "policy.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static struct {
    bool prepared, armed, closed;
    struct policy policy;
    char violation_tag;
    int violation_status;
} hook;

int
native_refused(void)
{
    if (hook.closed) {
        PyErr_SetString(PyExc_PermissionError, "this process is locked down");
    }
    return hook.closed;
}

void
native_close(void)
{
    hook.closed = true;
}

/* Tells the host of a violation (a record as protocol.py has it) and ends the process, whether or not it listens. */
static void
end(const char *event)
{
    unsigned char report[5 + MAX_NAME_BYTES];
    size_t length = strnlen(event, MAX_NAME_BYTES);
    report[0] = (unsigned char)hook.violation_tag;
    report[1] = report[2] = 0;
    report[3] = (unsigned char)(length >> 8);
    report[4] = (unsigned char)length;
    memcpy(report + 5, event, length);
    ssize_t written;
    do {
        written = write(hook.policy.report_fd, report, 5 + length);
    } while (written < 0 && errno == EINTR);
    _exit(hook.violation_status);
}

static int
on_event(const char *event, PyObject *arguments, void *unused)
{
    (void)unused;
    if (!hook.armed) {
        return 0;
    }
    enum decision decision = (enum decision)names_find(&hook.policy.decisions, event, UNLISTED);
    if (decision == UNLISTED) {
        end(event);
    }
    return policy_decide(&hook.policy, decision, event, arguments);
}

static PyObject *
prepare_hook(PyObject *module, PyObject *arguments)
{
    PyObject *decisions, *hidden, *unwritable, *classes, *left_out, *readable;
    (void)module;
    if (native_refused()) {
        return NULL;
    }
    if (hook.prepared) {
        PyErr_SetString(PyExc_RuntimeError, "the hook is prepared already");
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!O!O!ci:prepare_hook", &PyDict_Type, &decisions, &PyTuple_Type, &hidden,
                          &PyTuple_Type, &unwritable, &PyTuple_Type, &classes, &PyTuple_Type, &left_out, &PyTuple_Type,
                          &readable, &hook.violation_tag, &hook.violation_status)) {
        return NULL;
    }
    /* What fails half-way leaves a hook that cannot be armed. */
    if (policy_fill(&hook.policy, decisions, hidden, unwritable, classes, left_out, readable) < 0 ||
        PySys_AddAuditHook(on_event, NULL) < 0) {
        return NULL;
    }
    hook.prepared = true;
    Py_RETURN_NONE;
}

static PyObject *
arm_hook(PyObject *module, PyObject *arguments)
{
    const char *own;
    Py_ssize_t length;
    int report_fd;
    (void)module;
    if (native_refused() || !PyArg_ParseTuple(arguments, "s#i:arm_hook", &own, &length, &report_fd)) {
        return NULL;
    }
    if (!hook.prepared) {
        PyErr_SetString(PyExc_RuntimeError, "the hook is not prepared");
        return NULL;
    }
    while (length > 1 && own[length - 1] == '/') {
        length--;
    }
    if (length < 2 || length >= PATH_MAX || own[0] != '/' || memchr(own, '\0', (size_t)length)) {
        PyErr_SetString(PyExc_ValueError, "not the absolute path of a folder");
        return NULL;
    }
    memcpy(hook.policy.own, own, (size_t)length);
    hook.policy.own[length] = '/';
    hook.policy.own[length + 1] = '\0';
    hook.policy.report_fd = report_fd;
    hook.armed = hook.closed = true;
    Py_RETURN_NONE;
}

PyMethodDef hook_methods[] = {
    {"prepare_hook", prepare_hook, METH_VARARGS, NULL},
    {"arm_hook", arm_hook, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
