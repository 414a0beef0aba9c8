"""Domain errors. Nothing here knows of HTTP: `api.error_handlers` alone maps them to status codes."""

from __future__ import annotations


def one_line(error: BaseException) -> str:
    """What an error says, for a line of its own."""
    return " ".join(str(error).split())


class SandboxError(Exception):
    """The root of every error that this package raises on purpose."""


class ConfigurationError(SandboxError):
    """A setting or a policy file is missing, malformed or out of its bounds."""


class RequiredLayerError(SandboxError):
    """An isolation layer that the operator requires does not hold on this host."""


class EngineError(SandboxError):
    """The engine itself failed (no zygote, a broken pipe); the program under test is not to blame."""


class UnfitConfigurationError(EngineError, ConfigurationError):
    """The engine cannot start with what the operator has configured; the message names the file or the variable."""


class InvalidFileNameError(SandboxError):
    """A file name or pattern of a request is not one that a run may use."""


class RunnerUnavailableError(SandboxError):
    """The runner could not be reached or broke; nothing of the run's outcome is known."""


class CallerBlockedError(SandboxError):
    """The operator has blocked this caller. Nothing was run and nothing is charged."""


class ServerBusyError(SandboxError):
    """Every execution slot is taken. The request was not run and is not charged."""

    def __init__(self, message: str = "Every execution slot is taken.", retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class RequestTooLargeError(SandboxError):
    """The request is larger than this deployment's runner can be handed; it was not run and is not charged."""


class UploadRefusedError(SandboxError):
    """An upload cannot be used or sent; the message says why, `index` which attachment names it."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


class UploadsOffError(SandboxError):
    """This deployment takes no uploads."""

    def __init__(self) -> None:
        super().__init__("This deployment takes no uploads: files come inline, in `content_base_64`.")


class UploadStoreError(SandboxError):
    """The upload store cannot be reached, or is full; nothing was run."""


class RateLimitStoreError(SandboxError):
    """The rate-limit store cannot be reached or is corrupt; nothing runs until it can."""
