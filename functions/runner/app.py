"""The runner function: one event, one program, one answer. docs/runner-events.md describes both."""

from __future__ import annotations

import os
from typing import Any

from pysandbox.runners.lambda_host import LambdaHost, end_when_answered, runs_per_environment
from pysandbox.settings import load_settings

host = LambdaHost(load_settings(), runs_per_environment(os.environ.get("SANDBOX_RUNS_PER_ENVIRONMENT", "100")))
host.start()  # in INIT: the zygote is warm before the first event comes
end_when_answered(host)


def handler(event: Any, _context: object) -> dict[str, Any]:
    """Answer one event, or end the process when this environment is spent."""
    return host.answer(event)
