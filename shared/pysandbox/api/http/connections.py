"""How many connections there may be, in all and from one address, and which gives way when there are too many."""

from __future__ import annotations

import logging
import resource
from collections import OrderedDict
from ipaddress import ip_address
from typing import Protocol

from ...settings import Settings
from ..callers.client_ip import caller_of

logger = logging.getLogger(__name__)

WANTED_FILES = 65_536
"""The soft limit that is asked for at the start, where the hard one allows it."""

SET_ASIDE_FILES = 128
"""Descriptors for what is neither a connection nor the engine's: stores, downloads, the log, standard streams."""

LOOKED_AT = 256
"""Connections that are compared when one has to give way: the work for a new connection has a bound."""


class Connection(Protocol):
    """One connection, as far as it matters here."""

    peer: str
    """Whose share it counts for; empty: nobody's."""

    def slowness(self) -> tuple[int, float] | None:
        """How little it does with its place, less is slower; None: it is at work and keeps it."""

    def give_way(self) -> None:
        """End it now."""


def raise_file_limit() -> int:
    """Raise the soft limit of open files as far as is useful; what it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:
            logger.warning("the limit of open files stays at %d: %s", soft, error)
    return file_limit()


def file_limit() -> int:
    """How many files this process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return WANTED_FILES if soft == resource.RLIM_INFINITY else soft


def room_for_connections(settings: Settings, files: int) -> int:
    """How many connections fit below a limit of `files`, with what the engine may need left free."""
    needed = SET_ASIDE_FILES
    if not settings.runner_function:
        from ...engine.sandbox import most_descriptors  # where programs run elsewhere, nothing of it is loaded

        needed += most_descriptors(settings)
    return max(1, min(-(-settings.limits.max_connections // settings.workers), files - needed))


def peer_key(address: str | None) -> str:
    """Whose share a connection from `address` counts for: an IPv4 address, an IPv6 /64, or nobody's."""
    try:
        return caller_of(ip_address((address or "").partition("%")[0])).key
    except ValueError:
        return ""


class Connections:
    """Counts connections. One event loop's: it takes no lock."""

    def __init__(self, most: int, share: float, exempt: frozenset[str] = frozenset()) -> None:
        self.most = most
        self.most_of_one = max(1, int(most * share))
        self._exempt = exempt
        self._all: OrderedDict[Connection, None] = OrderedDict()
        self._of: dict[str, OrderedDict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def admit(self, connection: Connection) -> bool:
        """Take in a new connection, where need be in place of a slow one; False where there is none."""
        own = self._of.get(connection.peer)
        if own is not None and len(own) >= self.most_of_one and not self._evict(own):
            return False
        if len(self._all) >= self.most and not self._evict(self._all):
            return False
        self._all[connection] = None
        if connection.peer:
            self._of.setdefault(connection.peer, OrderedDict())[connection] = None
        return True

    def forget(self, connection: Connection) -> None:
        """It has ended."""
        self._all.pop(connection, None)
        own = self._of.get(connection.peer)
        if own is not None:
            own.pop(connection, None)
            if not own:
                del self._of[connection.peer]

    def _evict(self, among: OrderedDict[Connection, None]) -> bool:
        """End the slowest of the next few connections; False where all of them are at work."""
        slowest: tuple[tuple[int, float], Connection] | None = None
        for _ in range(min(LOOKED_AT, len(among))):
            connection = next(iter(among))
            among.move_to_end(connection)
            slowness = connection.slowness()
            if slowness is not None and (slowest is None or slowness < slowest[0]):
                slowest = slowness, connection
        if slowest is None:
            return False
        self.forget(slowest[1])
        slowest[1].give_way()
        return True
