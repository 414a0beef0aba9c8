"""Results that do not fit into the answer: the largest go to the upload store, and come back as URLs."""

from __future__ import annotations

import logging
from dataclasses import replace

import orjson

from ..engine.models import OutputFile, RunResult
from ..errors import UploadsOffError, UploadStoreError
from ..uploads import UploadStore
from .answers import clean, execution_details, media_type

logger = logging.getLogger(__name__)

REST_BYTES = 16 * 1024
"""Of an answer, apart from what the run did: the quota, the request's context and the names in them."""

NOT_KEPT = "The file does not fit into the answer, and this deployment has nowhere else to keep it."
NOT_STORED = "The file does not fit into the answer, and could not be stored to be fetched."


def fit_answer(result: RunResult, max_answer_bytes: int, store: UploadStore, base_url: str) -> RunResult:
    """`result` with as many of its largest files kept in `store` as it takes for the rest to fit, and no more.

    A file that the runner itself has put into the store already is looked at there. `base_url` goes before the store's
    own paths. A file that cannot be kept becomes an error entry.
    """
    files = {
        index: _keep(file, store, base_url)
        for index, file in enumerate(result.output_files)
        if file.content is None and file.error is None
    }
    result = _with(result, files)
    while not _fits(result, max_answer_bytes):
        sizes = {index: len(file.content) for index, file in enumerate(result.output_files) if file.content}
        if not sizes:
            break
        largest = max(sizes, key=lambda index: sizes[index])
        result = _with(result, {largest: _keep(result.output_files[largest], store, base_url)})
    return result


def _with(result: RunResult, changed: dict[int, OutputFile]) -> RunResult:
    if not changed:
        return result
    files = tuple(changed.get(index, file) for index, file in enumerate(result.output_files))
    return replace(result, output_files=files)


def _keep(file: OutputFile, store: UploadStore, base_url: str) -> OutputFile:
    try:
        kept = store.keep(file, media_type(clean(file.name)))
    except UploadsOffError:
        return OutputFile(file.name, error=NOT_KEPT)
    except UploadStoreError as error:
        logger.warning("a result could not be kept: %s", error)
        return OutputFile(file.name, error=NOT_STORED)
    return replace(kept, url=base_url + kept.url) if kept.url.startswith("/") else kept


def _fits(result: RunResult, max_answer_bytes: int) -> bool:
    inline = [len(file.content) for file in result.output_files if file.content is not None]
    room = max_answer_bytes - REST_BYTES - sum(-(-size // 3) * 4 for size in inline)
    # At the worst a byte of a stream is seven in JSON inside of JSON (API Gateway's event holds a body as a string).
    streams = 7 * (len(result.stdout) + len(result.stderr))
    if streams + 65_536 <= room:
        return True
    bare = tuple(file if file.content is None else OutputFile(file.name, b"") for file in result.output_files)
    text = orjson.dumps(execution_details(replace(result, output_files=bare)))
    return len(text) + text.count(b'"') + text.count(b"\\") <= room
