"""One fork: the descriptors of a child, what it is told, and what the host gets of it."""

from __future__ import annotations

from _socket import AF_UNIX, SOCK_STREAM, socketpair
from os import O_CLOEXEC, _exit, fork, getuid, pidfd_open, pipe2
from typing import Any

from ..child import child
from ..child.plan import Job, Plan, Prepared
from ..files import kept_output
from ..layers import namespaces, rlimits
from ..native import core
from ..protocol import INNER_FOLDER, LOCKDOWN_STATUS
from ..trace import take
from . import reaper
from .isolation import Place


class Forker:
    """Forks children that are all made by one plan."""

    def __init__(
        self, plan: Plan, prepared: Prepared, place: Place, children: reaper.Children, *, traced: bool, trace: bool
    ) -> None:
        """The address space that a child starts with is measured now.

        Args:
            traced: whether this process is to see the end of each child (`reaper`).
            trace: whether children tell where their time went.
        """
        self._plan, self._prepared, self._place, self._children = plan, prepared, place, children
        self._traced, self._trace = traced, trace
        self._as_root = "uid" in plan.layers
        self._address_space_bytes = place.address_space_bytes()

    def fork(self, order: dict[str, Any], opened: list[int]) -> tuple[int, list[int]]:
        """Fork a child for `order`.

        Returns:
            Its process id, and the host's descriptors in its order. The caller closes what was `opened`.

        Raises:
            OSError, ValueError, KeyError, TypeError: there is no room for it; the order is none.
        """
        mark, told = take(on=self._trace)
        mark("asked")
        for _ in range(4):
            opened += pipe2(O_CLOEXEC)
        opened += (end.detach() for end in socketpair(AF_UNIX, SOCK_STREAM))
        stdin, feed, output, stdout, errors, stderr, ended, status, hears, report = opened
        kept = kept_output.make()
        opened.append(kept)
        uid, directory = order["uid"] if self._as_root else -1, order["directory"]
        own_mounts, limited, limits = self._place.has_own_table, "rlimits" in self._plan.layers, self._plan.limits
        job = Job(
            streams=(stdin, stdout, stderr),
            report=report,
            output=kept,
            uid=uid,
            directory=namespaces.RUN_DIRECTORY if own_mounts else directory,
            inner="" if own_mounts else INNER_FOLDER,
            tmpfs=namespaces.tmpfs_options(limits, uid, huge=self._place.huge_files) if own_mounts else "",
            limits=self._bounds(own_uid=order["own_uid"]) if limited else b"",
            mark=mark,
            told=told,
            traced=self._traced,
        )
        if own_mounts:
            core.own_process_table(self._place.own_table)
        note = self._children.free_note()
        core.open_memory_note(note)
        mark("prepared")
        # SAFETY: this process has one thread, so that no lock is held by another (fork(2)).
        try:
            pid = fork()
        except OSError:
            core.close_memory_note(note)
            raise
        if pid == 0:
            finish, failed = _exit, LOCKDOWN_STATUS  # a child empties this module
            try:
                core.write_memory_note(note)
                child.main(self._plan, self._prepared, job)
            finally:  # nothing that is raised may unwind into the zygote's loop
                finish(failed)
        self._children.admit(pid, status, note)
        opened.remove(status)
        core.hide_memory_note(note)
        opened.append(pidfd_open(pid))
        return pid, [hears, feed, output, errors, ended, opened[-1], kept]

    def _bounds(self, *, own_uid: bool) -> bytes:
        return rlimits.bounds(self._plan.limits, self._address_space_bytes, self._tasks(own_uid=own_uid))

    def _tasks(self, *, own_uid: bool) -> int:
        """How many tasks may have a run's uid, which may be every run's."""
        limits, others = self._plan.limits, 0
        if own_uid:
            return rlimits.tasks_of_run(limits)
        if self._plan.in_user_namespace:
            others = 2  # the zygote's: tasks are counted per user namespace since Linux 5.14
        elif getuid() and not self._place.has_own_table:  # root is not held by it (setrlimit(2))
            others = reaper.tasks_of_others()
        if "seccomp" in self._plan.layers:
            return rlimits.tasks_of_all_runs(limits, others + len(self._children))
        return others + rlimits.tasks_of_run(limits)  # its own children may have ended when it runs
