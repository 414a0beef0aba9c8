"""What all connections of one service share."""

from __future__ import annotations

from ...policy import Limits
from ...settings import Settings
from ..callers.client_ip import parse_address
from ..callers.rates import FreeRate
from .budget import ByteBudget
from .connections import Connections, file_limit, peer_key, room_for_connections
from .turns import Turns

SCRATCH_BYTES = 64 * 1024
"""What is read in one step when it does not go straight into a body."""

ACCEPTED_IN_A_TURN = 16

FILES_SHARE = 4
"""A quarter of the open files may be returned files and downloads that wait for their reader."""


class Front:
    """The budget, the table of connections, the numbers that bound both, and the order in which requests begin."""

    def __init__(self, settings: Settings) -> None:
        files = file_limit()
        self.limits: Limits = settings.limits
        self.budget = ByteBudget(settings.limits, settings.workers)
        self.connections = Connections(room_for_connections(settings, files), settings.limits.caller_share)
        self.free = FreeRate(settings.limits.free_requests_per_minute)
        self.turns = Turns()
        self.accepted_in_a_turn = max(1, ACCEPTED_IN_A_TURN // settings.workers)
        """Connections that this process takes before it serves others; with several, each is to have its part."""
        self.file_cost_bytes = -(-self.budget.total_bytes * FILES_SHARE // files)
        """What an open file that is being returned counts for at the least, so that descriptors are bounded too."""
        # One for all connections: what is read is taken out of it before the next read.
        self.scratch = memoryview(bytearray(SCRATCH_BYTES))
        self._trusted = settings.trusted_proxies

    def peer(self, address: str | None) -> str:
        """Whose share a connection from `address` counts for: nobody's when it is a trusted proxy."""
        parsed = parse_address(address or "")
        if parsed is not None and any(parsed in network for network in self._trusted):
            return ""
        return peer_key(address)
