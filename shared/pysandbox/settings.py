"""The environment, read once into a frozen value. Nothing else in the package reads `os.environ`."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from . import settings_values
from .errors import ConfigurationError
from .policy import ImportPolicy, Limits, load_imports, load_limits
from .policy.libraries import DATA, LibrarySet, installed_name, load_libraries
from .settings_table import OTHERS, refuse_unknown

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

STOCKS = ("lean", "full", "added")
"""What the zygotes have loaded (`engine.stock`)."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One process of several that serve together on one machine."""

    number: int
    folder: Path
    """What they share lies in it: places, uploads, quotas and kept answers where no store is set for them."""
    key: bytes
    """A secret of this start, which they share."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can set. Paths are absolute; limits are already checked against their bounds."""

    limits: Limits
    imports: ImportPolicy
    extra_imports: Path | None
    """The operator's own additions to the import list."""
    required_layers: frozenset[str] | None
    """Layers that must hold; None = every layer that applies to this kind of host, but for `spared_layers`."""
    spared_layers: frozenset[str]
    """Layers that the operator knowingly does without."""
    disabled_layers: frozenset[str]
    rate_limit_store: str
    """`sqlite:///PATH`, `memory://`, `dynamodb://TABLE`, or empty: SQLite in a private temporary folder."""
    upload_store: str
    """`s3://BUCKET`, `none`, or empty: a private temporary folder (on Lambda: none)."""
    public_url: str
    """Where callers reach the service, without a slash at the end; empty: as each request's Host header says."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    libraries: LibrarySet | None
    """What the operator has added to the documented list as a set of libraries; `imports` holds it too."""
    warm_stocks: frozenset[str]
    """The stocks whose zygotes are started before a program needs them."""
    guest_libraries: Path
    """The folder that holds the third-party libraries which programs may import."""
    run_directory: Path
    """Where run directories are made when the namespaces layer does not give each run its own tmpfs."""
    runner_function: str
    """Name or ARN of the runner Lambda function; empty: run in a child of this process."""
    caller_isolation_key: str
    """Not empty: the runner function has tenant isolation; the key of the hash that a caller's tenant id is."""
    on_lambda: bool
    """Whether this is an AWS Lambda execution environment, whose kernel refuses several layers."""
    function_version: str
    """On AWS Lambda, the published version that runs; empty elsewhere."""
    metrics_namespace: str
    """CloudWatch's namespace for metrics in its embedded format on stdout; empty: none are written."""
    metrics_port: int | None
    """Where Prometheus finds /metrics; None: nowhere."""
    metrics_host: str
    blocked_callers: frozenset[str]
    """Callers that are refused, as the log names them (keyed hashes)."""
    blocked_networks: tuple[IPv4Network | IPv6Network, ...]
    """Addresses whose callers are refused."""
    caller_hash_key: str
    """Makes the names of callers in the log the same after a restart; empty: random."""
    developer_github: str
    log_level: str
    traces: bool = False
    """Whether OpenTelemetry's variables name a collector of traces."""
    workers: int = 1
    """Processes that serve together; places and quotas count for all of them."""
    worker: Worker | None = None
    """Which of them this process is; None: it serves alone."""


def _names(environ: Mapping[str, str], variable: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in environ.get(variable, "").split(",") if name.strip())
    unknown = sorted(names - set(LAYERS))
    if unknown:
        raise ConfigurationError(f"{variable}: no such layer: {', '.join(unknown)}; there are: {', '.join(LAYERS)}")
    return names


def _required(environ: Mapping[str, str]) -> tuple[frozenset[str] | None, frozenset[str]]:
    """The layers that the operator requires (None: all that apply), and those left out of all."""
    variable = "SANDBOX_REQUIRED_LAYERS"
    text = environ.get(variable, "").strip()
    if text == "none":
        return frozenset(), frozenset()
    first, *others = (part.strip() for part in text.split(","))
    if first not in ("", "all"):
        return _names(environ, variable), frozenset()
    if not all(name.startswith("-") for name in others):
        raise ConfigurationError(f"{variable}: after `all` come layers to do without, each with a minus")
    return None, _names({variable: ",".join(name[1:] for name in others)}, variable)


def _disabled(environ: Mapping[str, str]) -> frozenset[str]:
    names = _names(environ, "SANDBOX_DISABLED_LAYERS")
    if names and environ.get("SANDBOX_UNSAFE") != "1":
        raise ConfigurationError("SANDBOX_DISABLED_LAYERS is for tests alone and needs SANDBOX_UNSAFE=1")
    return names


def _library_set(environ: Mapping[str, str]) -> str:
    """The set of libraries that is asked for: `data`, an absolute folder, or none."""
    name = environ.get("SANDBOX_LIBRARIES", "").strip()
    if name in ("", "none", DATA):
        return name.removeprefix("none")
    if not os.path.isfile(Path(name) / "requirements.txt"):
        raise ConfigurationError(f"SANDBOX_LIBRARIES={name} is neither `data` nor a folder with a requirements.txt")
    return str(Path(name).resolve())


def _warm_stocks(environ: Mapping[str, str], *, on_lambda: bool) -> frozenset[str]:
    text = environ.get("SANDBOX_WARM_STOCKS", "").strip()
    if text in ("", "all"):
        return frozenset(STOCKS) - ({"added"} if on_lambda and not text else set())
    names = frozenset(part.strip() for part in text.split(","))
    if not names <= set(STOCKS):
        raise ConfigurationError(f"SANDBOX_WARM_STOCKS={text!r} is neither `all` nor of {', '.join(STOCKS)}")
    return names


def _guest_libraries(environ: Mapping[str, str], libraries: str) -> Path:
    given = environ.get("SANDBOX_GUEST_LIBRARIES", "").strip()
    beside_venv = Path(sys.prefix) / "guest"
    if given:
        folder = Path(given)
    elif libraries:
        folder = Path(sys.prefix) / "libraries" / installed_name(libraries)
        if not os.path.isdir(folder):
            raise ConfigurationError(
                f"SANDBOX_LIBRARIES={libraries} is not installed: run `make setup LIBRARIES={libraries}`"
            )
    elif (beside_venv / "numpy").is_dir():
        folder = beside_venv
    else:
        spec = importlib.util.find_spec("numpy")
        if spec is None or spec.origin is None:
            raise ConfigurationError("no guest libraries: set SANDBOX_GUEST_LIBRARIES to the folder that holds numpy")
        folder = Path(spec.origin).parent.parent
    if not os.path.isdir(folder):
        raise ConfigurationError(f"SANDBOX_GUEST_LIBRARIES={folder} is not a folder")
    return folder.resolve()


def _run_directory(environ: Mapping[str, str]) -> Path:
    folder = Path(environ.get("SANDBOX_RUN_DIRECTORY", "").strip() or tempfile.gettempdir()).absolute()
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(f"SANDBOX_RUN_DIRECTORY={folder} is not a folder that this user can write")
    return folder.resolve()


def _extra_imports(environ: Mapping[str, str]) -> Path | None:
    text = environ.get("SANDBOX_EXTRA_IMPORTS", "").strip()
    if text and not os.path.isfile(text):  # False too where Path.is_file raises: a folder that is shut, a name too long
        raise ConfigurationError(f"SANDBOX_EXTRA_IMPORTS={text} is not a file")
    return Path(text).resolve() if text else None


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (the process's own by default).

    Raises:
        ConfigurationError: a variable is malformed, or no setting has its name; the message names it.
    """
    environ = os.environ if environ is None else environ
    refuse_unknown(environ)
    extra = _extra_imports(environ)
    libraries = _library_set(environ)
    guest = _guest_libraries(environ, libraries)
    added = load_libraries(libraries, guest) if libraries else None
    required, spared = _required(environ)
    hashes, networks = settings_values.blocked(environ)
    text = {row.variable: environ.get(row.variable, "").strip() for row in OTHERS}
    return Settings(
        limits=load_limits(environ),
        imports=load_imports(extra) + added.imports if added else load_imports(extra),
        extra_imports=extra,
        required_layers=required,
        spared_layers=spared,
        disabled_layers=_disabled(environ),
        rate_limit_store=text["SANDBOX_RATE_LIMIT_STORE"],
        upload_store=text["SANDBOX_UPLOAD_STORE"],
        public_url=settings_values.public_url(environ),
        trusted_proxies=settings_values.proxies(environ),
        libraries=added,
        warm_stocks=_warm_stocks(environ, on_lambda="AWS_LAMBDA_FUNCTION_NAME" in environ),
        guest_libraries=guest,
        run_directory=_run_directory(environ),
        runner_function=text["SANDBOX_RUNNER_FUNCTION"],
        caller_isolation_key=text["SANDBOX_CALLER_ISOLATION_KEY"],
        on_lambda="AWS_LAMBDA_FUNCTION_NAME" in environ,
        function_version=environ.get("AWS_LAMBDA_FUNCTION_VERSION", ""),
        metrics_namespace=text["SANDBOX_METRICS_NAMESPACE"],
        metrics_port=settings_values.metrics_port(text["SANDBOX_METRICS_PORT"]),
        metrics_host=text["SANDBOX_METRICS_HOST"] or "127.0.0.1",
        blocked_callers=hashes,
        blocked_networks=networks,
        caller_hash_key=text["SANDBOX_CALLER_HASH_KEY"],
        developer_github=text["SANDBOX_DEVELOPER_GITHUB"],
        log_level=text["SANDBOX_LOG_LEVEL"].upper() or "INFO",
        traces=settings_values.traces(environ),
        workers=settings_values.workers(text["SANDBOX_WORKERS"], text["SANDBOX_RATE_LIMIT_STORE"]),
    )
