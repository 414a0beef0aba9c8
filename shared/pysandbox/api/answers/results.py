"""Results that do not fit into the answer: the largest go to the upload store, and come back as URLs."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import orjson

from ...engine.files.held_file import HeldFile
from ...engine.models import OutputFile, RunResult
from ...errors import ServerBusyError, UploadsOffError, UploadStoreError
from ...uploads import KeptFile, UploadStore
from ..http.budget import SMALL_BYTES, Hold
from .envelope import clean, execution_details, media_type
from .run_answer import base64_bytes

logger = logging.getLogger(__name__)

REST_BYTES = 16 * 1024
"""Of an answer, apart from what the run did: the quota, the request's context and the names in them."""

NOT_KEPT = "The file does not fit into the answer, and this deployment has nowhere else to keep it."
NOT_STORED = "The file does not fit into the answer, and could not be stored to be fetched."


@dataclass(frozen=True, slots=True)
class Room:
    """What an answer may take: as JSON, and of the bytes under way."""

    answer_bytes: int
    hold: Hold | None = None
    file_cost_bytes: int = 0

    def take(self, size_bytes: int) -> bool:
        """Hold so much in place of what the request held; False where there is no room for it."""
        if self.hold is not None:
            try:
                self.hold.become(size_bytes)
            except ServerBusyError:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where results of `caller` go that have no room in an answer; `base_url` goes before the store's own paths."""

    store: UploadStore
    caller: str
    base_url: str

    def keep(self, file: OutputFile) -> OutputFile:
        """`file` as its URL, or as an error entry where it cannot be kept."""
        try:
            kept = self.store.keep(file, media_type(clean(file.name)), self.caller)
        except UploadsOffError:
            return OutputFile(file.name, error=NOT_KEPT)
        except UploadStoreError as error:
            logger.warning("a result could not be kept: %s", error)
            return OutputFile(file.name, error=NOT_STORED)
        file.close()
        return replace(kept, url=self.base_url + kept.url) if kept.url.startswith("/") else kept


def fit_answer(result: RunResult, room: Room, keeping: Keeping) -> RunResult:
    """`result` with as many of its largest files kept elsewhere as it takes for the rest to fit, and no more.

    A file that the runner itself has put into the store already is looked at there. A file that cannot be kept becomes
    an error entry; the output is cut where not even it has room.
    """
    files = {
        index: keeping.keep(file)
        for index, file in enumerate(result.output_files)
        if not file.has_content and file.error is None and not isinstance(file, KeptFile)
    }
    result = _with(result, files)
    while not _fits(result, room.answer_bytes) or not room.take(held_bytes(result, room.file_cost_bytes)):
        sizes = {index: file.size_bytes for index, file in enumerate(result.output_files) if file.has_content}
        if sizes:
            largest = max(sizes, key=lambda index: sizes[index])
            result = _with(result, {largest: keeping.keep(result.output_files[largest])})
        elif not (shorter := _cut(result)):
            break
        else:
            result = shorter
    return result


def held_bytes(result: RunResult, file_cost_bytes: int) -> int:
    """What `result` keeps in memory, or in its run's folder; an open file counts for `file_cost_bytes` at the least."""
    files = [file for file in result.output_files if file.has_content]
    dear = sum(max(0, file_cost_bytes - file.size_bytes) for file in files if isinstance(file, HeldFile))
    return len(result.stdout) + len(result.stderr) + sum(file.size_bytes for file in files) + dear


def _cut(result: RunResult) -> RunResult | None:
    """Half of the longer stream; None where both are short."""
    stdout, stderr = result.stdout, result.stderr
    if max(len(stdout), len(stderr)) <= SMALL_BYTES // 4:
        return None
    if len(stdout) >= len(stderr):
        return replace(result, stdout=cut_text(stdout, len(stdout) // 2), stdout_truncated=True)
    return replace(result, stderr=cut_text(stderr, len(stderr) // 2), stderr_truncated=True)


def cut_text(content: bytes, most_bytes: int) -> bytes:
    """At most so much of `content`, not through a character of UTF-8."""
    while 0 < most_bytes < len(content) and content[most_bytes] & 0xC0 == 0x80:
        most_bytes -= 1
    return content[:most_bytes]


def _with(result: RunResult, changed: dict[int, OutputFile]) -> RunResult:
    if not changed:
        return result
    files = tuple(changed.get(index, file) for index, file in enumerate(result.output_files))
    return replace(result, output_files=files)


def _fits(result: RunResult, max_answer_bytes: int) -> bool:
    inline = [file for file in result.output_files if file.has_content]
    room = max_answer_bytes - REST_BYTES - sum(base64_bytes(file.size_bytes) for file in inline)
    # At the worst a byte of a stream is seven in JSON inside of JSON (API Gateway's event holds a body as a string).
    streams = 7 * (len(result.stdout) + len(result.stderr))
    if streams + 65_536 <= room:
        return True
    bare = tuple(OutputFile(file.name, b"") if file.has_content else file for file in result.output_files)
    text = orjson.dumps(execution_details(replace(result, output_files=bare)))
    return len(text) + text.count(b'"') + text.count(b"\\") <= room
