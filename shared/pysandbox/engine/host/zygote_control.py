"""What the host and a zygote say to each other: messages over a socket, each order with one answer, in order.

An answer is a child with its descriptors, or the reason why there is none. One that is neither, or that came without
its descriptors, ends the zygote (`ZygoteBrokenError`): from then on nobody could tell whose the next answer is.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ...errors import EngineError, UnfitConfigurationError
from ..files.descriptors import CutShortError, close_all, receive
from ..protocol import MESSAGE_BYTES

FDS_OF_A_CHILD = 7


class ZygoteBrokenError(EngineError):
    """The zygote is gone, or what it says cannot be understood: no answer of it is waited for any more."""


class NoChildError(EngineError):
    """The zygote is there and could not make this child: it has no process, memory or descriptor left for it."""


class ZygoteControl:
    """The host's end of the socket."""

    def __init__(self, control: socket.socket) -> None:
        self._socket = control

    @property
    def fd(self) -> int:
        """The descriptor: it reads as ended when the zygote is gone."""
        return self._socket.fileno()

    def send(self, message: Mapping[str, object]) -> None:
        """Say this to the zygote. Raises ZygoteBrokenError when it is gone."""
        try:
            self._socket.send(json.dumps(message).encode())
        except OSError as error:
            raise ZygoteBrokenError(f"the zygote does not listen: {error}") from error

    def receive(self, timeout_s: float) -> tuple[dict[str, Any], list[int]]:
        """The next answer, with the descriptors that come beside it.

        Raises:
            NothingYetError: it did not come in time.
            NoChildError: it is why there is no child.
            UnfitConfigurationError: it is why there is no zygote, and the operator's to mend.
            ZygoteBrokenError: the zygote is gone, or this is no answer.
        """
        try:
            data, fds = receive(self._socket.fileno(), MESSAGE_BYTES, FDS_OF_A_CHILD, timeout_s)
        except CutShortError as error:
            raise ZygoteBrokenError(str(error)) from error
        except OSError as error:
            raise ZygoteBrokenError(f"the zygote does not answer: {error}") from error
        if not data:
            raise ZygoteBrokenError("the zygote ended")
        try:
            answer = json.loads(data)
            if not isinstance(answer, dict):
                raise TypeError(type(answer).__name__)  # noqa: TRY301 - one way out for what is no answer
        except (ValueError, TypeError) as error:
            close_all(fds)
            raise ZygoteBrokenError("the zygote's answer is not one") from error
        except BaseException:
            close_all(fds)
            raise
        if "error" in answer:
            close_all(fds)
            raise (UnfitConfigurationError if answer.get("operators") else NoChildError)(str(answer["error"]))
        return answer, fds

    def hang_up(self) -> None:
        """Tell the zygote to end, and whoever waits for an answer of it that none will come."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close this end."""
        self._socket.close()
