"""Which Python this is."""

from __future__ import annotations

import sys

PYTHON_VERSION = ".".join(str(part) for part in sys.version_info[:3])
