/* Session, signals and descriptors: how a child leaves the zygote's, and how processes end with each other.
 *
 * The zygote hears of the end of its children through a signalfd(2), with SIGCHLD blocked: it needs no handler, so that
 * nothing of one is left in a child. PR_SET_DUMPABLE and PR_SET_PDEATHSIG are cleared by a change of uid (prctl(2)).
 */
#include "lockdown.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

LOCKDOWN_STEP(step_attach)
{
    int fds[4];
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "iiii", &fds[0], &fds[1], &fds[2], &fds[3]))
        return NULL;
    if (setsid() < 0)
        return lockdown_failed("setsid");
    for (int target = 0; target < 4; target++) {
        if (fds[target] < 4) { /* dup2 onto a descriptor that is still to be copied would lose it */
            errno = EBADF;
            return lockdown_failed("attach");
        }
        if (dup2(fds[target], target) < 0)
            return lockdown_failed("dup2");
    }
    sigset_t none;
    sigemptyset(&none);
    return lockdown_result(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
}

LOCKDOWN_STEP(step_close_from)
{
    unsigned int first;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "I", &first))
        return NULL;
    return lockdown_result(syscall(SYS_close_range, first, ~0U, 0), "close_range");
}

LOCKDOWN_STEP(step_watch_children)
{
    sigset_t set;
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return lockdown_failed("sigprocmask");
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? lockdown_failed("signalfd") : PyLong_FromLong(fd);
}

LOCKDOWN_STEP(step_set_dumpable)
{
    int value;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "i", &value))
        return NULL;
    if (prctl(PR_SET_DUMPABLE, value, 0, 0, 0) < 0)
        return lockdown_failed("PR_SET_DUMPABLE");
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != value) {
        errno = EPERM;
        return lockdown_failed("PR_SET_DUMPABLE did not take");
    }
    Py_RETURN_NONE;
}

LOCKDOWN_STEP(step_die_with_parent)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    return lockdown_result(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG");
}

LOCKDOWN_STEP(step_adopt_orphans)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    return lockdown_result(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "PR_SET_CHILD_SUBREAPER");
}
