/* What a child gives up for good: limits of its own (setrlimit(2)), its ids (credentials(7)), capabilities(7). */
#include "lockdown.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Soft and hard limit become the bound, or stay where they are lower already. */
static int lower(int resource, rlim_t bound)
{
    struct rlimit now;
    if (getrlimit(resource, &now) < 0)
        return -1;
    rlim_t value = now.rlim_max == RLIM_INFINITY || bound < now.rlim_max ? bound : now.rlim_max;
    struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &wanted);
}

LOCKDOWN_STEP(step_limit)
{
    const char *rows;
    Py_ssize_t size;
    uint64_t row[2];
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "y#", &rows, &size))
        return NULL;
    if (size == 0 || size % (Py_ssize_t)sizeof row) {
        errno = EINVAL;
        return lockdown_failed("limit");
    }
    for (Py_ssize_t at = 0; at < size; at += (Py_ssize_t)sizeof row) {
        memcpy(row, rows + at, sizeof row);
        if (lower((int)row[0], (rlim_t)row[1]) < 0)
            return lockdown_failed("setrlimit");
    }
    Py_RETURN_NONE;
}

/* Empty the effective, permitted and inheritable sets, and the bounding and ambient sets where that is allowed. */
static int drop_capabilities(void)
{
    for (int capability = 0; capability < 64; capability++) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0)
            break; /* EPERM without CAP_SETPCAP, EINVAL past the kernel's last one */
    }
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    return (int)syscall(SYS_capset, &header, none);
}

LOCKDOWN_STEP(step_drop_capabilities)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    return lockdown_result(drop_capabilities(), "capset");
}

LOCKDOWN_STEP(step_become)
{
    unsigned int uid;
    uid_t users[3];
    gid_t groups[3];
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "I", &uid))
        return NULL;
    if (setgroups(0, NULL) < 0)
        return lockdown_failed("setgroups");
    if (setresgid(uid, uid, uid) < 0)
        return lockdown_failed("setresgid");
    /* With SECBIT_NO_SETUID_FIXUP unset, leaving uid 0 empties the permitted set: the bounding set goes first. */
    for (int capability = 0; capability < 64; capability++) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0)
            break;
    }
    if (setresuid(uid, uid, uid) < 0)
        return lockdown_failed("setresuid");
    if (drop_capabilities() < 0)
        return lockdown_failed("capset");
    if (getresuid(&users[0], &users[1], &users[2]) < 0 || getresgid(&groups[0], &groups[1], &groups[2]) < 0)
        return lockdown_failed("getresuid");
    for (int which = 0; which < 3; which++) {
        if (users[which] != uid || groups[which] != uid) {
            errno = EPERM;
            return lockdown_failed("setresuid did not take");
        }
    }
    Py_RETURN_NONE;
}
