"""From the setting `SANDBOX_UPLOAD_STORE` to a store."""

from __future__ import annotations

from ..errors import ConfigurationError
from ..settings import Settings
from . import UploadStore
from .local import LocalUploadStore
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
        return LocalUploadStore(settings.limits)
    raise ConfigurationError(f"SANDBOX_UPLOAD_STORE={address!r} is none of s3://BUCKET, none, or empty")
