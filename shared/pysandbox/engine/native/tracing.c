/* The end of a program, seen before its memory is taken apart (ptrace(2)).
 *
 * A wait status comes when the kernel has torn the address space down, which takes longer than most programs run. A
 * traced process stops where its end begins (PTRACE_EVENT_EXIT): its exit code stands, and it comes back to no code of
 * its own. The zygote takes the code there and lets go, and the tearing down goes on beside the answer.
 *
 * A child asks for it itself, before it locks itself down: PTRACE_TRACEME needs no right over it. What it stops with
 * first is a signal that does nothing, so that it goes on by itself should its zygote be gone. At whatever else it is
 * stopped for, a signal or its first thread, the zygote lets go of it, and sees its end as that of any child.
 */
#include "lockdown.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>

LOCKDOWN_STEP(step_be_traced)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
        return lockdown_failed("PTRACE_TRACEME");
    return lockdown_result(raise(SIGURG) ? -1 : 0, "raise");
}

LOCKDOWN_STEP(step_trace_end)
{
    int pid;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "i", &pid))
        return NULL;
    long options = PTRACE_O_TRACEEXIT | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) < 0)
        return lockdown_failed("PTRACE_SETOPTIONS");
    return lockdown_result(ptrace(PTRACE_CONT, pid, NULL, NULL), "PTRACE_CONT");
}

LOCKDOWN_STEP(step_status_at_end)
{
    int pid;
    unsigned long status = 0;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "i", &pid))
        return NULL;
    if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &status) < 0)
        return lockdown_failed("PTRACE_GETEVENTMSG");
    return PyLong_FromUnsignedLong(status);
}

LOCKDOWN_STEP(step_let_go)
{
    int pid;
    long number;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "il", &pid, &number))
        return NULL;
    return lockdown_result(ptrace(PTRACE_DETACH, pid, NULL, (void *)number), "PTRACE_DETACH");
}
