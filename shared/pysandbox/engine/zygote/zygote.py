"""The zygote: a warm interpreter that every run is forked from.

Theory of operation. The host executes the zygote clean: an empty environment, no descriptor but /dev/null and one
socket, so that nothing of the host's is in its memory; what a fork inherits is public, for numpy can read every
mapped page of its own process. The zygote leaves the host's namespaces, imports all that programs may import, closes
the world, freezes the heap, and then only forks and reaps. A child (`child`) locks itself down at once and waits as a
spare until the host orders it to run one program. The zygote is the children's parent: it tells the host each wait
status, after every other process of that run is dead. It is single-threaded, so that fork is safe. It ends with its
host: the socket's end and PR_SET_PDEATHSIG both tell it.
"""

from __future__ import annotations

import gc
import json
import select
import sys
from contextlib import suppress
from dataclasses import replace
from os import O_CLOEXEC, _exit, close, dup, dup2, environ, pipe2, read
from pathlib import Path
from socket import send_fds, socket
from typing import Any

from ...errors import ConfigurationError
from ...policy.libraries import LibrarySet, load_libraries
from ..child import at_fork, child, own_modules
from ..child.plan import Plan, Prepared, make_plan, prepare
from ..configuration import Configuration
from ..layers import audit_hook, landlock
from ..native import core
from ..protocol import MESSAGE_BYTES
from ..stock import Stock, parts_of, rows_of
from . import closed_world, isolation, loading, reaper, shared_heap, warm_up
from .forking import Forker

MAX_TOLD = 200
"""Modules that were left out, of which the host is told."""


def main(control_fd: int) -> None:
    """Be the zygote. Never returns."""
    for name in (
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "LD_BIND_NOW",
    ):  # for the loader alone; two name folders of the host's
        environ.pop(name, None)
        sys.modules["posix"].environ.pop(name.encode(), None)
    control = socket(fileno=control_fd)
    isolation.forget_the_session()
    try:
        config: Configuration = json.loads(control.recv(MESSAGE_BYTES))
        zygote = Zygote(config, control)
        control.send(json.dumps({"ok": True, "left_out": zygote.left_out[:MAX_TOLD]}).encode())
    except BaseException as error:  # noqa: BLE001 - told to the host, whatever it is
        control.send(json.dumps(_told(error)).encode())
        _exit(1)
    zygote.serve()


class Zygote:
    """The warm process, from its configuration to its loop."""

    def __init__(self, config: Configuration, control: socket) -> None:
        """Load, close the world, be ready to fork. In this order: each step takes away what those before it used."""
        self._control = control
        closed = "closed_world" in config["layers"]
        stock, rows, trace = Stock(config["stock"]), config["rows"], config["trace"]
        libraries = _libraries(config)
        plan = make_plan(config, libraries)
        audit = audit_hook.load_policy()
        parts = parts_of(stock, plan.imports, libraries) if stock is not Stock.PROBE else ()
        stock_rows = rows_of(parts)
        place = isolation.isolate(config, control)
        plan = replace(plan, in_user_namespace=place.in_user_namespace)
        # Without the filter a program could leave processes that nobody has seen, and without a tmpfs of its own a file
        # that it has open keeps its room on a disk that others share until the process is gone.
        traced = place.has_own_table and "seccomp" in plan.layers and reaper.can_trace()
        self._children = reaper.Children(in_own_tables=place.has_own_table, trace=trace)
        loading.load(config, parts, stock_rows, plan.imports)
        if stock is Stock.ADDED and place.threads() > 1:
            raise ConfigurationError(f"{parts[-1].file}: {loading.THREADS}")
        at_fork.end()
        if "landlock" in plan.layers:
            plan = replace(plan, landlock=landlock.plan(config["readable"]))
        if stock is not Stock.PROBE:  # which is asked for what it holds, not for what it is called
            loading.name_neutrally(config, stock_rows)
        if closed:
            file = parts[-1].file if parts else ""
            closed_world.apply(rows, stock_rows, file, tell_callers=stock is Stock.ADDED)
        decisions = (
            dict.fromkeys(stock_rows.refuse, "refuse") | audit.decisions | dict.fromkeys(stock_rows.allow, "allow")
        )
        readable = loading.in_guest(config, (*audit.readable, *stock_rows.readable))
        broken = loading.left_out.find() if closed else ()
        audit = replace(audit, decisions=decisions, classes=(*audit.classes, *stock_rows.pickle), left_out=broken)
        audit_hook.prepare(audit, readable)
        forgotten, needless = own_modules.take_out()
        prepared = _prepare(plan, forgotten)
        if closed:
            closed_world.let_look_at_callers(rows, prepared.builtins)
        self._forker = Forker(plan, prepared, place, self._children, traced=traced, trace=trace)
        self._signals = core.watch_children()
        self.left_out = loading.left_out.told
        warm_up.rehearse(parts, lambda code: child.rehearse(code, prepared))
        for names in needless:
            names.clear()
        if stock is not Stock.PROBE:
            shared_heap.share(place.maps, lambda: child.rehearse(plan.rehearsal, prepared))
        gc.freeze()

    def serve(self) -> None:
        """Fork and reap until the host is gone. Never returns."""
        poller = select.poll()
        poller.register(self._control.fileno(), select.POLLIN)
        poller.register(self._signals, select.POLLIN)
        while True:
            ready = [fd for fd, _ in poller.poll()]
            if self._signals in ready:
                with suppress(BlockingIOError):
                    read(self._signals, 4096)
                self._children.reap()
            if self._control.fileno() in ready:
                message = self._receive()
                if not message:
                    _exit(0)
                self._spawn(message)

    def _receive(self) -> bytes:
        try:
            return self._control.recv(MESSAGE_BYTES)
        except OSError:
            return b""  # ECONNRESET: the host is gone

    def _spawn(self, message: bytes) -> None:
        """Answer one order: with a child and its descriptors, or with what went wrong.

        A child whose descriptors do not reach the host sees the other end of its report socket closed, and ends.
        """
        opened: list[int] = []
        try:
            pid, hosts_ends = self._forker.fork(json.loads(message), opened)
            send_fds(self._control, [json.dumps({"pid": pid}).encode()], hosts_ends)
        except (OSError, ValueError, KeyError, TypeError) as error:  # EAGAIN, ENOMEM, EMFILE; a message that was cut
            self._answer({"error": f"no child: {error}"})
        finally:
            for fd in opened:
                close(fd)

    def _answer(self, answer: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(answer).encode())
        except OSError:
            _exit(0)  # the host is gone


def _told(error: BaseException) -> dict[str, Any]:
    """Why there is no zygote, and whether that is the operator's to mend."""
    if isinstance(error, ConfigurationError):
        return {"error": str(error), "operators": True}
    return {"error": f"{type(error).__name__}: {error}"}


def _libraries(config: Configuration) -> LibrarySet | None:
    return load_libraries(config["libraries"], Path(config["guest_source"])) if config["libraries"] else None


def _prepare(plan: Plan, forgotten: tuple[dict[str, Any], ...]) -> Prepared:
    """The standard streams are made on pipes, as a run has them: what they cache of descriptors holds then."""
    kept = [dup(fd) for fd in range(3)]
    pipe = pipe2(O_CLOEXEC)
    for fd, end in enumerate((pipe[0], pipe[1], pipe[1])):
        dup2(end, fd)
    prepared = prepare(plan, forgotten)
    for fd, original in enumerate(kept):
        dup2(original, fd)
    for fd in (*kept, *pipe):
        close(fd)
    return prepared
