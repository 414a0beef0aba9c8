"""Serve the API from this machine: `python -m pysandbox.serve`, on HOST and PORT (127.0.0.1:8000)."""

from __future__ import annotations

import math
import os
import sys

import uvicorn

from .api import create_app
from .api.logs import configure
from .errors import ConfigurationError, EngineError, RequiredLayerError
from .settings import load_settings

KEEP_ALIVE_S = 30
GRACE_S = 2.0
"""On top of the time limit: how long requests that are running may take after SIGTERM."""


def main() -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit status."""
    try:
        settings = load_settings()
        configure(settings.log_level)
        app = create_app(settings)
        port = int(os.environ.get("PORT") or 8000)
    except (ConfigurationError, ValueError) as error:
        print(f"pysandbox: {error}", file=sys.stderr)
        return os.EX_CONFIG
    runner = app.state.service.runner
    try:
        runner.start()
    except (RequiredLayerError, EngineError) as error:
        runner.close()
        print(f"pysandbox: {error}", file=sys.stderr)
        return os.EX_CONFIG if isinstance(error, RequiredLayerError) else os.EX_SOFTWARE
    config = uvicorn.Config(
        app,
        host=os.environ.get("HOST") or "127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=math.ceil(settings.limits.timeout_s + GRACE_S),
    )
    uvicorn.Server(config).run()
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
