"""From the setting `SANDBOX_UPLOAD_STORE` to a store."""

from __future__ import annotations

import re

from ..errors import ConfigurationError, UploadStoreError
from ..settings import Settings
from . import UploadStore
from .none import NoUploads


def open_upload_store(settings: Settings) -> UploadStore:
    """The store that `settings.upload_store` names: `s3://BUCKET`, `none`, or empty for a private temporary folder.

    On AWS Lambda empty means `none`: the next request may come to another instance, which has another folder.

    Raises:
        ConfigurationError: there is no such kind of store here.
    """
    address = settings.upload_store
    if address == "none" or (not address and settings.on_lambda):
        return NoUploads()
    if not address:
        from .local import LocalUploadStore

        try:
            return LocalUploadStore(settings.limits, worker=settings.worker)
        except (OSError, UploadStoreError) as error:
            raise ConfigurationError(f"uploads have no place to wait: {error}") from error
    kind, _, bucket = address.partition("://")
    if kind == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        return _open_s3(bucket, settings)
    raise ConfigurationError(f"SANDBOX_UPLOAD_STORE={address!r} is none of s3://BUCKET, none, or empty")


def _open_s3(bucket: str, settings: Settings) -> UploadStore:
    try:
        from botocore.exceptions import BotoCoreError

        from .ledger import DynamoDbLedger, Ledger, MemoryLedger
        from .s3 import S3UploadStore
    except ImportError as error:
        raise ConfigurationError("SANDBOX_UPLOAD_STORE=s3://… needs boto3, which is not installed") from error
    kind, _, table = settings.rate_limit_store.partition("://")
    if settings.worker is not None and kind != "dynamodb":
        raise ConfigurationError(
            "SANDBOX_UPLOAD_STORE=s3://… with several SANDBOX_WORKERS needs SANDBOX_RATE_LIMIT_STORE=dynamodb://…:"
            " who may use an upload is noted there"
        )
    try:
        ledger: Ledger = DynamoDbLedger(table) if kind == "dynamodb" else MemoryLedger()
        return S3UploadStore(bucket, settings.limits, ledger, hand_over=bool(settings.runner_function))
    except (BotoCoreError, UploadStoreError) as error:  # no region, no credentials
        raise ConfigurationError(f"SANDBOX_UPLOAD_STORE={settings.upload_store}: {error}") from error
