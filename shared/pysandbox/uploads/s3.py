"""Uploads in an S3 bucket: callers send and fetch files there by themselves, with presigned forms and URLs.

The bucket holds `uploads/ID` and `results/RUN/N`; who may use which, the ledger says. Objects are deleted when they
were used, and by the bucket's own lifecycle after a day.
"""

from __future__ import annotations

import logging
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from ..aws import GivenClient, LazyClient
from ..engine.models import InputFile, OutputFile, RunRequest
from ..errors import UploadRefusedError, UploadStoreError
from ..policy import Limits
from ..runners.remote import RemoteFile, StoredFile, Transfer, with_transfer
from . import Claim, KeptFile, NoClaim, Reference, Ticket, refusals
from .ledger import Entry, Ledger, refusal

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0
TRANSFER_EXPIRY_S = 60
"""For the runner's URLs: a cold start, a fetch, a run and a store, with room to spare."""
RESULT_EXPIRY_S = 20
"""For a result's URL, within which a download must begin: nobody counts how often, and what goes out is paid for."""
MAX_ADDRESSES = 4
GLOB = frozenset("*?[")


def open_client() -> LazyClient:
    """An S3 client whose URLs name the bucket's own region, so that no signed request is redirected."""
    return LazyClient(
        "s3",
        signature_version="s3v4",
        s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"total_max_attempts": 2},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


class S3UploadStore:
    """Files in `bucket`. With `hand_over`, the runner fetches inputs and keeps large results by itself."""

    enabled = True

    def __init__(self, bucket: str, limits: Limits, ledger: Ledger, *, hand_over: bool, client: Any = None) -> None:
        self._bucket = bucket
        self._limits = limits
        self._ledger = ledger
        self._hand_over = hand_over
        self.client = GivenClient(client) if client else open_client()
        parts = urlsplit(self._url("uploads/x", 1))
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._host, self._port = parts.hostname or "", parts.port or 443

    def create(self, caller: str, size_bytes: int) -> Ticket:
        """Leave to post one file of exactly that size. Raises UploadStoreError."""
        name = secrets.token_hex(16)
        expires_at = int(time.time()) + self._limits.upload_expiry_s
        self._ledger.open(name, Entry(caller, size_bytes, expires_at))
        url, fields = self._form(f"uploads/{name}", size_bytes, size_bytes, self._limits.upload_expiry_s)
        return Ticket(name, url, fields, size_bytes, float(expires_at))

    def check(self, caller: str, reference: Reference) -> Reference:
        """The reference with its size. Raises UploadRefusedError, UploadStoreError."""
        entry = self._ledger.read(reference.upload_id)
        reason = refusal(entry, caller, time.time())
        if entry is None or reason is not None:
            raise UploadRefusedError(reference.index, reason or refusals.UNKNOWN)
        size = self._size(f"uploads/{reference.upload_id}")
        if size is None:
            raise UploadRefusedError(reference.index, refusals.NEVER_CAME)
        if size != entry.size_bytes:
            raise UploadRefusedError(reference.index, refusals.wrong_size(size, entry.size_bytes))
        return Reference(reference.index, reference.name, reference.upload_id, size)

    def take(self, caller: str, references: Sequence[Reference]) -> Claim:
        """Take uploads for one run, all or none. Raises UploadRefusedError, UploadStoreError."""
        if not references:
            return NoClaim()
        claim = _S3Claim(self, secrets.token_hex(16))
        try:
            claim.files = tuple(self._take(caller, reference, claim) for reference in references)
        except (UploadRefusedError, UploadStoreError):
            claim.release()
            raise
        return claim

    def hand_over(self, request: RunRequest) -> RunRequest:
        """With places for results and the bucket's addresses, where the runner uses them. Raises UploadStoreError."""
        remote = any(isinstance(file, RemoteFile) for file in request.files)
        if not self._hand_over or not (remote or request.return_patterns):
            return request
        try:
            addresses = self._addresses()
        except UploadStoreError:
            if remote:
                raise
            logger.warning("the bucket's address is not known; large results cannot be kept")
            return request
        named = len(request.return_patterns)
        globs = any(GLOB.intersection(pattern) for pattern in request.return_patterns)
        run, path, places = secrets.token_hex(16), "/", []
        for number in range(self._limits.max_return_files if globs else named):
            most = self._limits.max_return_file_bytes
            url, fields = self._form(f"results/{run}/{number}", 0, most, TRANSFER_EXPIRY_S)
            path = urlsplit(url).path or "/"
            places.append(fields)
        transfer = Transfer(self._host, self._port, addresses, path, tuple(places))
        return with_transfer(request, transfer)

    def keep(self, file: OutputFile, media_type: str, caller: str = "") -> KeptFile:
        """Keep a result, or vouch for one that its runner says it has kept. Raises UploadStoreError."""
        if isinstance(file, StoredFile):
            key, size = file.key, file.size_bytes
            if self._size(key) != size:
                raise UploadStoreError("a result is not where its runner says")
        else:
            content = file.content or b""
            key, size = f"results/{secrets.token_hex(16)}/0", len(content)
            self._call(self.client.get().put_object, Key=key, Body=content)
        expires_in = min(RESULT_EXPIRY_S, self._limits.upload_expiry_s)
        expires_at = int(time.time()) + expires_in
        url = self._url(key, expires_in, PurePosixPath(file.name).name)
        return KeptFile(file.name, url=url, size_bytes=size, expires_at=float(expires_at))

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
        self._ledger.close()

    def give_back(self, names: Sequence[str], taker: str) -> None:
        """Let uploads be taken again. Does not raise: at the worst they stay taken, and their caller asks anew."""
        for name in names:
            try:
                self._ledger.release(name, taker)
            except UploadStoreError as error:
                logger.warning("an upload could not be released: %s", error)

    def drop(self, names: Sequence[str]) -> None:
        """Delete uploads that were used. Does not raise: the lifecycle deletes what stays."""
        try:
            objects = [{"Key": f"uploads/{name}"} for name in names]
            self._call(self.client.get().delete_objects, Delete={"Objects": objects, "Quiet": True})
        except UploadStoreError as error:
            logger.warning("an upload could not be deleted: %s", error)

    def _take(self, caller: str, reference: Reference, claim: _S3Claim) -> InputFile:
        try:
            entry = self._ledger.take(reference.upload_id, caller, claim.taker)
        except UploadRefusedError as error:
            raise UploadRefusedError(reference.index, str(error)) from None
        claim.names.append(reference.upload_id)
        key = f"uploads/{reference.upload_id}"
        if self._hand_over:
            parts = urlsplit(self._url(key, TRANSFER_EXPIRY_S))
            return RemoteFile(reference.name, b"", f"{parts.path}?{parts.query}", entry.size_bytes)
        answer = self._call(self.client.get().get_object, Key=key)
        try:
            content = answer["Body"].read(entry.size_bytes + 1)
        except (BotoCoreError, OSError) as error:
            raise UploadStoreError(f"the bucket: {type(error).__name__}") from error
        finally:
            answer["Body"].close()
        if len(content) != entry.size_bytes:
            raise UploadRefusedError(reference.index, refusals.wrong_size(len(content), entry.size_bytes))
        return InputFile(reference.name, content)

    def _form(self, key: str, least: int, most: int, expires_in: int) -> tuple[str, dict[str, str]]:
        try:
            form = self.client.get().generate_presigned_post(
                self._bucket, key, Conditions=[["content-length-range", least, most]], ExpiresIn=expires_in
            )
        except (ClientError, BotoCoreError) as error:  # no credentials
            raise _store_error(error) from error
        return str(form["url"]), dict(form["fields"])

    def _url(self, key: str, expires_in: int, name: str = "") -> str:
        # Never as a page of the bucket's origin, whatever a program wrote into it.
        disposition = "attachment" + (
            f"; filename*=UTF-8''{quote(name.encode(errors='replace'), safe='')}" if name else ""
        )
        parameters = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentType": "application/octet-stream",
            "ResponseContentDisposition": disposition,
        }
        try:
            return str(self.client.get().generate_presigned_url("get_object", Params=parameters, ExpiresIn=expires_in))
        except (ClientError, BotoCoreError) as error:
            raise _store_error(error) from error

    def _size(self, key: str) -> int | None:
        """The size of an object, None when there is none."""
        try:
            answer = self.client.get().head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                return None
            raise _store_error(error) from error
        except BotoCoreError as error:
            raise _store_error(error) from error
        return int(answer["ContentLength"])

    def _addresses(self) -> tuple[str, ...]:
        try:
            found = socket.getaddrinfo(self._host, self._port, socket.AF_INET, socket.SOCK_STREAM)
        except OSError as error:
            raise UploadStoreError("the bucket's name does not resolve") from error
        return tuple(dict.fromkeys(str(row[4][0]) for row in found))[:MAX_ADDRESSES]

    def _call(self, operation: Callable[..., Any], **parameters: Any) -> Any:
        try:
            return operation(Bucket=self._bucket, **parameters)
        except (ClientError, BotoCoreError) as error:
            raise _store_error(error) from error


class _S3Claim:
    def __init__(self, store: S3UploadStore, taker: str) -> None:
        self._store = store
        self.taker = taker
        self.names: list[str] = []
        self.files: Sequence[InputFile] = ()

    def finish(self) -> None:
        self._store.drop(self.names)

    def release(self) -> None:
        self._store.give_back(self.names, self.taker)


def _store_error(error: Exception) -> UploadStoreError:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    return UploadStoreError(f"the bucket: {type(error).__name__} {code}".rstrip())
