/* Landlock: a ruleset for each run, made and entered in one step.
 *
 * Which rights are handled and granted is planned in landlock.py, by the kernel's ABI. A ruleset is made per run: a
 * shared one would collect the directories of all. The numbers are common to every architecture.
 */
#include "lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h; build machines may have older headers. */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define CREATE_RULESET_VERSION 1U
#define RULE_PATH_BENEATH 1

struct path_beneath {
    uint64_t rights;
    int32_t folder;
} __attribute__((packed));

LOCKDOWN_STEP(step_landlock_abi)
{
    (void)module, (void)arguments;
    if (lockdown_refused())
        return NULL;
    long abi = syscall(CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);
    if (abi >= 0)
        return PyLong_FromLong(abi);
    if (errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM)
        return PyLong_FromLong(0); /* not built in, not enabled at boot, or refused */
    return lockdown_failed("landlock_create_ruleset");
}

static long add_rule(int ruleset, uint64_t rights, int folder)
{
    struct path_beneath rule = {.rights = rights, .folder = folder};
    return syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
}

static const char *fill(int ruleset, const char *rules, Py_ssize_t size, int own, uint64_t own_rights)
{
    struct path_beneath rule;
    for (Py_ssize_t at = 0; at < size; at += (Py_ssize_t)sizeof rule) {
        memcpy(&rule, rules + at, sizeof rule);
        if (add_rule(ruleset, rule.rights, rule.folder) < 0)
            return "landlock_add_rule";
    }
    if (add_rule(ruleset, own_rights, own) < 0)
        return "landlock_add_rule";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return "PR_SET_NO_NEW_PRIVS";
    return syscall(RESTRICT_SELF, ruleset, 0) < 0 ? "landlock_restrict_self" : NULL;
}

LOCKDOWN_STEP(step_landlock)
{
    const char *attributes, *rules, *path;
    Py_ssize_t attributes_size, rules_size;
    unsigned long long own_rights;
    (void)module;
    if (lockdown_refused() || !PyArg_ParseTuple(arguments, "y#y#sK", &attributes, &attributes_size, &rules,
                                                &rules_size, &path, &own_rights))
        return NULL;
    if (attributes_size == 0 || rules_size % (Py_ssize_t)sizeof(struct path_beneath)) {
        errno = EINVAL;
        return lockdown_failed("landlock");
    }
    int own = open(path, O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (own < 0)
        return lockdown_failed("open");
    const char *failed = "landlock_create_ruleset";
    int ruleset = (int)syscall(CREATE_RULESET, attributes, (size_t)attributes_size, 0);
    if (ruleset >= 0)
        failed = fill(ruleset, rules, rules_size, own, own_rights);
    int number = errno;
    if (ruleset >= 0)
        close(ruleset);
    close(own);
    errno = number;
    return failed ? lockdown_failed(failed) : Py_NewRef(Py_None);
}
