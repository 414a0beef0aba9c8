"""The api function: the whole HTTP service behind API Gateway. Programs run in the runner function."""

from __future__ import annotations

import base64
import os
from typing import Any

from pydantic import BaseModel

# A model is built when it is first used: most are FastAPI's own, which describe OpenAPI, and no run waits for them.
BaseModel.model_config["defer_build"] = True

from mangum import Mangum  # noqa: E402
from pysandbox.api import create_app  # noqa: E402
from pysandbox.api.answers.inline_size import goes_better_in_base64  # noqa: E402
from pysandbox.api.observe.observe import configure_log  # noqa: E402
from pysandbox.runners.open import open_runner  # noqa: E402
from pysandbox.settings import load_settings  # noqa: E402

environment = dict(os.environ)
if "AWS_SAM_LOCAL" in environment:
    # `sam local invoke` starts this function alone: there is no runner function, table or bucket to call.
    environment |= {"SANDBOX_RUNNER_FUNCTION": "", "SANDBOX_RATE_LIMIT_STORE": "", "SANDBOX_UPLOAD_STORE": "none"}

settings = load_settings(environment)
configure_log(settings)
runner = open_runner(settings)
runner.start()
# Lifespan off: Mangum would start and close the runner around every single request.
application = Mangum(create_app(settings, runner), lifespan="off")


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one request of the HTTP API (payload format 2.0)."""
    answer = application(event, context)
    if not answer.get("isBase64Encoded") and goes_better_in_base64(answer["body"].encode()):
        answer |= {"body": base64.b64encode(answer["body"].encode()).decode(), "isBase64Encoded": True}
    return answer
