"""`Idempotency-Key` at POST /execute: the same answer again for ten minutes, charged once, also while the first runs.

ASGI middleware below `RequestContext`. Only an answer to a request that ran is kept: after a refusal the key is free
again, so that the retry which the refusal asks for can run.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from anyio import CapacityLimiter, sleep, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import SandboxError, ServerBusyError
from ..idempotency import Answer, AnswerKeeper, KeptAnswer, KeyInUseError, KeyReusedError
from .answers.error_handlers import error_response
from .execute import Service
from .http.budget import Hold
from .http.extension import EXTENSION
from .observe.record import record_of
from .requests.body import read_body
from .requests.problems import IdempotencyKeyError, Issue, RequestInvalidError

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
"""Up to 200 visible characters; the quotes of a structured string (draft-ietf-httpapi-idempotency-key-header) count."""

POLL_S = 0.1
"""Between two looks at a request that is still being answered."""

THREADS = 8
COPIES = 3
"""Of a kept answer while it is put away: as it was sent, in one piece, and packed."""

REPLAYED = "Idempotency-Replayed"
NOT_KEPT = frozenset({"date", "server", "connection", "transfer-encoding", "content-length", "x-request-id"})
"""Headers that are of one exchange."""


class IdempotentExecute:
    """Gives the answer to a key again; passes everything else on as it is."""

    def __init__(self, app: ASGIApp, service: Service, keeper: AnswerKeeper) -> None:
        self._app = app
        self._service = service
        self._keeper = keeper
        self._threads = CapacityLimiter(THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != "/execute" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        keys = Headers(scope=scope).getlist(HEADER)
        if not keys:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            body = _ReadBefore(await read_body(request, self._service.settings.limits.max_body_bytes))
            claimed = await self._claim(request, keys, body)
            if isinstance(claimed, Answer):
                _hold_of(request).take(len(claimed.body))
        except SandboxError as error:
            response = await error_response(request, error, self._service)
            await response(scope, receive, send)
            return
        if isinstance(claimed, Answer):
            record_of(request).verdict = "replayed"
            await _replay(claimed)(scope, receive, send)
        else:
            await self._answer(claimed, request, body, send)

    async def _claim(self, request: Request, keys: list[str], body: _ReadBefore) -> KeptAnswer | Answer:
        """The right to answer, or the answer, once it is there.

        Raises:
            RequestInvalidError, IdempotencyKeyError: the key is not one, or stands for another request.
            ServerBusyError: the first request takes longer than any should.
            RateLimitStoreError: the store is away.
        """
        if len(keys) > 1 or not KEY.fullmatch(keys[0]):
            raise RequestInvalidError([Issue(HEADER, "must be 1 to 200 visible ASCII characters, sent once")])
        deadline = time.monotonic() + self._keeper.longest_s
        caller = record_of(request).caller.key
        while True:
            try:
                return await to_thread.run_sync(
                    self._keeper.claim, caller, keys[0], body.content, limiter=self._threads
                )
            except KeyReusedError as error:
                raise IdempotencyKeyError([Issue(HEADER, str(error))]) from None
            except KeyInUseError:
                if time.monotonic() > deadline:
                    raise ServerBusyError("The first request with this key is still being answered.") from None
                await sleep(POLL_S)

    async def _answer(self, claimed: KeptAnswer, request: Request, body: _ReadBefore, send: Send) -> None:
        """Let the request be answered, and keep what is answered if it ran."""
        kept = _Kept(self._keeper.most_bytes, _hold_of(request))
        scope = request.scope
        extensions = {**scope.get("extensions", {}), EXTENSION: body}

        async def send_and_keep(message: Message) -> None:
            kept.hear(message)
            await send(message)

        try:
            await self._app({**scope, "extensions": extensions}, request.receive, send_and_keep)
        finally:
            ran = record_of(request).result is not None
            done = (lambda: claimed.finish(kept.answer)) if ran else claimed.give_up
            await to_thread.run_sync(done, limiter=self._threads)


def _hold_of(request: Request) -> Hold:
    hold = record_of(request).hold
    assert hold is not None
    return hold


@dataclass(slots=True)
class _ReadBefore:
    """A body that was read, and counted, before. Whoever asks has it from then on, and nobody else."""

    content: bytes

    async def read(self, limit_bytes: int, _: Hold) -> bytes:
        """The whole body; that it is no longer than `limit_bytes` was seen when it was read."""
        content, self.content = self.content[:limit_bytes], b""
        return content


class _Kept:
    """What of an answer is kept: all of it, or nothing when it is too large or there is no room for it."""

    def __init__(self, most_bytes: int, hold: Hold) -> None:
        self._most_bytes = most_bytes
        self._hold = hold
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body: bytearray | None = bytearray()

    def hear(self, message: Message) -> None:
        """Take in one message of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            self._headers = {name: value for name, value in headers.items() if name not in NOT_KEPT}
        elif message["type"] == "http.response.body" and self._body is not None:
            self._keep(message.get("body", b""))

    def _keep(self, piece: bytes) -> None:
        assert self._body is not None
        try:
            if len(self._body) + len(piece) <= self._most_bytes:
                self._hold.take_beside(COPIES * len(piece))
                self._body += piece
                return
        except ServerBusyError:
            pass
        self._hold.take_beside(-COPIES * len(self._body))
        self._body = None

    @property
    def answer(self) -> Answer | None:
        """The whole answer; None when it was too large, or never came to its end."""
        if self._body is None or not self._status:
            return None
        return Answer(self._status, self._headers, bytes(self._body))


def _replay(answer: Answer) -> Response:
    return Response(answer.body, answer.status, {**answer.headers, REPLAYED: "true"})
