"""The api function: the whole HTTP service behind API Gateway. Programs run in the runner function."""

from __future__ import annotations

from mangum import Mangum
from pysandbox.api import create_app
from pysandbox.api.logs import configure
from pysandbox.runners.open import open_runner
from pysandbox.settings import load_settings

settings = load_settings()
configure(settings.log_level)
runner = open_runner(settings)
runner.start()
# Lifespan off: Mangum would start and close the runner around every single request.
handler = Mangum(create_app(settings, runner), lifespan="off")
