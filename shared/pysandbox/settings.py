"""The environment, read once into a frozen value. Nothing else in the package reads `os.environ`."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from .errors import ConfigurationError
from .policy import ImportPolicy, Limits, load_imports, load_limits

LAYERS = (
    "import_guard",
    "audit_hook",
    "closed_world",
    "rlimits",
    "nondumpable",
    "seccomp",
    "landlock",
    "namespaces",
    "uid",
)
"""Every isolation layer, in the order in which a reader meets them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can set. Paths are absolute; limits are already checked against their bounds."""

    limits: Limits
    imports: ImportPolicy
    extra_imports: Path | None
    """The operator's own additions to the import list."""
    required_layers: frozenset[str] | None
    """Layers that must hold; None = every layer that applies to this kind of host."""
    disabled_layers: frozenset[str]
    rate_limit_store: str
    """`sqlite:///PATH`, `memory://`, `dynamodb://TABLE`, or empty: SQLite in a private temporary folder."""
    upload_store: str
    """`s3://BUCKET`, `none`, or empty: a private temporary folder (on Lambda: none)."""
    public_url: str
    """Where callers reach the service, without a slash at the end; empty: as each request's Host header says."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    guest_libraries: Path
    """The folder that holds the third-party libraries which programs may import."""
    run_directory: Path
    """Where run directories are made when the namespaces layer does not give each run its own tmpfs."""
    runner_function: str
    """Name or ARN of the runner Lambda function; empty: run in a child of this process."""
    on_lambda: bool
    """Whether this is an AWS Lambda execution environment, whose kernel refuses several layers."""
    metrics_namespace: str
    """CloudWatch's namespace for metrics in its embedded format on stdout; empty: none are written."""
    developer_github: str
    log_level: str


def _names(environ: Mapping[str, str], variable: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in environ.get(variable, "").split(",") if name.strip())
    unknown = sorted(names - set(LAYERS))
    if unknown:
        raise ConfigurationError(f"{variable}: no such layer: {', '.join(unknown)}; there are: {', '.join(LAYERS)}")
    return names


def _required(environ: Mapping[str, str]) -> frozenset[str] | None:
    text = environ.get("SANDBOX_REQUIRED_LAYERS")
    if text is None or text.strip() in ("", "all"):
        return None
    return frozenset() if text.strip() == "none" else _names(environ, "SANDBOX_REQUIRED_LAYERS")


def _disabled(environ: Mapping[str, str]) -> frozenset[str]:
    names = _names(environ, "SANDBOX_DISABLED_LAYERS")
    if names and environ.get("SANDBOX_UNSAFE") != "1":
        raise ConfigurationError("SANDBOX_DISABLED_LAYERS is for tests alone and needs SANDBOX_UNSAFE=1")
    return names


def _proxies(environ: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    text = environ.get("SANDBOX_TRUSTED_PROXIES", "")
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigurationError(f"SANDBOX_TRUSTED_PROXIES: {error}") from error


def _public_url(environ: Mapping[str, str]) -> str:
    text = environ.get("SANDBOX_PUBLIC_URL", "").strip().rstrip("/")
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]_-]+(?:/[A-Za-z0-9._~/-]*)?", text):
        raise ConfigurationError(f"SANDBOX_PUBLIC_URL={text!r} is not an http or https address")
    return text


def _guest_libraries(environ: Mapping[str, str]) -> Path:
    given = environ.get("SANDBOX_GUEST_LIBRARIES", "").strip()
    beside_venv = Path(sys.prefix) / "guest"
    if given:
        folder = Path(given)
    elif (beside_venv / "numpy").is_dir():
        folder = beside_venv
    else:
        spec = importlib.util.find_spec("numpy")
        if spec is None or spec.origin is None:
            raise ConfigurationError("no guest libraries: set SANDBOX_GUEST_LIBRARIES to the folder that holds numpy")
        folder = Path(spec.origin).parent.parent
    if not folder.is_dir():
        raise ConfigurationError(f"SANDBOX_GUEST_LIBRARIES={folder} is not a folder")
    return folder.resolve()


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (the process's own by default).

    Raises:
        ConfigurationError: a variable is malformed; the message names it.
    """
    environ = os.environ if environ is None else environ
    text = environ.get("SANDBOX_EXTRA_IMPORTS", "").strip()
    extra = Path(text).resolve() if text else None
    return Settings(
        limits=load_limits(environ),
        imports=load_imports(extra),
        extra_imports=extra,
        required_layers=_required(environ),
        disabled_layers=_disabled(environ),
        rate_limit_store=environ.get("SANDBOX_RATE_LIMIT_STORE", "").strip(),
        upload_store=environ.get("SANDBOX_UPLOAD_STORE", "").strip(),
        public_url=_public_url(environ),
        trusted_proxies=_proxies(environ),
        guest_libraries=_guest_libraries(environ),
        run_directory=Path(environ.get("SANDBOX_RUN_DIRECTORY", "").strip() or tempfile.gettempdir()).resolve(),
        runner_function=environ.get("SANDBOX_RUNNER_FUNCTION", "").strip(),
        on_lambda="AWS_LAMBDA_FUNCTION_NAME" in environ,
        metrics_namespace=environ.get("SANDBOX_METRICS_NAMESPACE", "").strip(),
        developer_github=environ.get("SANDBOX_DEVELOPER_GITHUB", "").strip(),
        log_level=environ.get("SANDBOX_LOG_LEVEL", "INFO").strip().upper(),
    )
