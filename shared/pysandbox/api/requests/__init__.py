"""What a request is: pydantic models, read from bytes, with every issue that there is in plain words."""

from .read import read_execute, read_upload
from .valid import ValidRequest, ValidUpload

__all__ = ["ValidRequest", "ValidUpload", "read_execute", "read_upload"]
