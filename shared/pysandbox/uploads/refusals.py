"""Why an upload cannot be used, in the words that its caller reads. Somebody else's and an unknown one read alike."""

from __future__ import annotations

UNKNOWN = "is no upload of yours; POST /uploads gives one"
EXPIRED = "has expired; ask POST /uploads for another"
USED = "is used already: an upload serves one run"
NEVER_CAME = "is an upload whose file never came"
TOO_OFTEN = "has been sent to too often; ask POST /uploads for another"
BAD_SIGNATURE = "is not a URL that this service gave out"


def wrong_size(size_bytes: int, announced_bytes: int) -> str:
    """The file has another size than was said when the upload was asked for."""
    return f"holds {size_bytes} bytes; {announced_bytes} were announced"
