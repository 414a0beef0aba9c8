"""From the settings to a runner."""

from __future__ import annotations

from ..settings import Settings
from . import Runner


def open_runner(settings: Settings) -> Runner:
    """The runner that `settings.runner_function` names; without one, programs run in children of this process.

    Nothing is started. Either one is imported only when it is used: boto3 alone takes longer than a program.
    """
    if settings.runner_function:
        from .lambda_function import LambdaFunctionRunner

        return LambdaFunctionRunner(settings)
    from .in_process import InProcessRunner

    return InProcessRunner(settings)
