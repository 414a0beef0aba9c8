"""Make botocore's descriptions of services quick to load: without documentation and examples, and not compressed.

    scripts/slim_botocore.py FOLDER       botocore's `data` folder in an artifact

They are read at every cold start, and nine tenths of them is text for people.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

CALLED = frozenset({"dynamodb", "lambda", "s3", "sts"})
"""The services that are called, and what their clients call for credentials."""


def without_documentation(value: Any) -> Any:
    """`value` without what only people read. A shape may be named so: just texts go."""
    if isinstance(value, list):
        return [without_documentation(item) for item in value]
    if not isinstance(value, dict):
        return value
    # Emptied, not left out: of S3's client parameters botocore reads it.
    return {
        name: "" if name == "documentation" and isinstance(item, str) else without_documentation(item)
        for name, item in value.items()
    }


def slim(folder: Path) -> None:
    """Rewrite the descriptions of every service in `folder`."""
    for path in [*folder.glob("*/*/*.json"), *folder.glob("*/*/*.json.gz")]:
        if path.parts[-3] not in CALLED:
            raise ValueError(f"{path.parts[-3]} is not called and should not be here")
        if path.name.startswith("examples"):
            path.unlink()
            continue
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        slimmed = json.dumps(without_documentation(json.loads(text)), separators=(",", ":"))
        path.with_suffix("" if path.suffix == ".gz" else path.suffix).write_text(slimmed, encoding="utf-8")
        if path.suffix == ".gz":
            path.unlink()


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
