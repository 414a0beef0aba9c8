"""Domain errors. Nothing here knows of HTTP: `api.error_handlers` alone maps them to status codes."""

from __future__ import annotations


class SandboxError(Exception):
    """The root of every error that this package raises on purpose."""


class ConfigurationError(SandboxError):
    """A setting or a policy file is missing, malformed or out of its bounds."""


class RequiredLayerError(SandboxError):
    """An isolation layer that the operator requires does not hold on this host."""


class EngineError(SandboxError):
    """The engine itself failed (no zygote, a broken pipe); the program under test is not to blame."""


class InvalidFileNameError(SandboxError):
    """A file name or pattern of a request is not one that a run may use."""


class RunnerUnavailableError(SandboxError):
    """The runner could not be reached or broke; nothing of the run's outcome is known."""


class ServerBusyError(SandboxError):
    """Every execution slot is taken. The request was not run and is not charged."""

    def __init__(self, message: str = "Every execution slot is taken.", retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RequestTooLargeError(SandboxError):
    """The request is larger than this deployment's runner can be handed; it was not run and is not charged."""


class RateLimitStoreError(SandboxError):
    """The rate-limit store cannot be reached or is corrupt; nothing runs until it can."""
