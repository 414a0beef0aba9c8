"""Every setting that an operator can make, one row each: for `--help`, docs/settings.md and the check of names.

What a value may be is decided where it is read (`settings`, `policy.load`); a test holds that both know the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .errors import ConfigurationError
from .policy.load import limit_variable, read_toml

PREFIX = "SANDBOX_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable."""

    variable: str
    form: str
    """What a value looks like, with its bounds."""
    default: str
    applies: str
    """Where it has an effect: everywhere, server (one's own machine), AWS, tests."""
    meaning: str


OTHERS = (
    Setting("HOST", "address", "127.0.0.1", "server", "The address that the service listens on."),
    Setting("PORT", "0 to 65535", "8000", "server", "The port that the service listens on; 0 takes a free one."),
    Setting(
        "SANDBOX_WORKERS",
        "1 to 64",
        "1",
        "server",
        "Processes that serve together on that port. Places, quotas, uploads and kept answers are one for all of them;"
        " what bounds bytes under way and connections is parted between them.",
    ),
    Setting(
        "SANDBOX_RATE_LIMIT_STORE",
        "sqlite:///PATH, memory://, redis://HOST:PORT/NUMBER, rediss://… or dynamodb://TABLE",
        "a private temporary file",
        "everywhere",
        "Where quotas are counted. An absolute path has four slashes; without one a restart forgets them."
        " Redis or Valkey lets several machines share one count.",
    ),
    Setting(
        "SANDBOX_UPLOAD_STORE",
        "s3://BUCKET or none",
        "a private temporary folder; on AWS none",
        "everywhere",
        "Where uploads and results that are too large for an answer wait.",
    ),
    Setting(
        "SANDBOX_PUBLIC_URL",
        "http or https address",
        "what each request's Host header says",
        "everywhere",
        "Where callers reach the service: behind a proxy that changes scheme, host or path.",
    ),
    Setting(
        "SANDBOX_TRUSTED_PROXIES",
        "addresses and networks, by commas",
        "none",
        "server",
        "Proxies whose X-Forwarded-For names the caller. Without it all callers behind a proxy share one quota.",
    ),
    Setting(
        "SANDBOX_EXTRA_IMPORTS",
        "path of a TOML file",
        "none",
        "everywhere",
        "A file of the shape of policy/imports.toml that extends what programs may import.",
    ),
    Setting(
        "SANDBOX_LIBRARIES",
        "data, or a folder with requirements.txt",
        "none",
        "everywhere",
        "A set of libraries beyond the documented list. `make run LIBRARIES=…` installs it and sets this.",
    ),
    Setting(
        "SANDBOX_WARM_STOCKS",
        "all, or of lean, full, added, by commas",
        "all; on AWS lean,full",
        "everywhere",
        "Which sets of libraries are loaded before a program asks for one; another waits for its first program, and"
        " takes no memory until then. added is what SANDBOX_LIBRARIES adds.",
    ),
    Setting(
        "SANDBOX_GUEST_LIBRARIES",
        "folder",
        "the one that set-up made",
        "everywhere",
        "The folder that holds the third-party libraries which programs may import.",
    ),
    Setting(
        "SANDBOX_RUN_DIRECTORY",
        "folder",
        "the system's temporary folder",
        "everywhere",
        "Where the folders of runs are made when the namespaces layer does not give each run its own tmpfs.",
    ),
    Setting(
        "SANDBOX_REQUIRED_LAYERS",
        "all, none, or layers by commas; all,-NAME",
        "all that apply to this kind of host",
        "everywhere",
        "The isolation layers that must hold, or the service does not start; all,-namespaces is all but that one.",
    ),
    Setting(
        "SANDBOX_DISABLED_LAYERS",
        "layers by commas",
        "none",
        "tests",
        "Layers that are left off. Needs SANDBOX_UNSAFE=1.",
    ),
    Setting("SANDBOX_UNSAFE", "1", "off", "tests", "Lets SANDBOX_DISABLED_LAYERS take effect."),
    Setting("SANDBOX_LOG_LEVEL", "DEBUG to CRITICAL", "INFO", "everywhere", "How much is logged."),
    Setting(
        "SANDBOX_DEVELOPER_GITHUB",
        "account name",
        "none",
        "everywhere",
        "Adds a card of the developer to the page.",
    ),
    Setting(
        "SANDBOX_RUNNER_FUNCTION",
        "name or ARN",
        "none",
        "AWS",
        "The Lambda function that runs programs; without it they run in children of this process.",
    ),
    Setting(
        "SANDBOX_CALLER_ISOLATION_KEY",
        "text",
        "none",
        "AWS",
        "The runner function has tenant isolation; a caller's tenant id is a hash with this key.",
    ),
    Setting(
        "SANDBOX_RUNS_PER_ENVIRONMENT",
        "at least 1",
        "100",
        "AWS",
        "How many programs one execution environment serves before it ends.",
    ),
    Setting(
        "SANDBOX_METRICS_PORT",
        "0 to 65535",
        "off",
        "server",
        "The port of GET /metrics, in Prometheus' text format.",
    ),
    Setting(
        "SANDBOX_METRICS_HOST",
        "address",
        "127.0.0.1",
        "server",
        "The address that metrics are served on: they are for you, not for callers.",
    ),
    Setting(
        "SANDBOX_BLOCKED_CALLERS",
        "addresses, networks, or names of the log, by commas",
        "none",
        "everywhere",
        "Callers that are answered 403. The log names callers by a keyed hash of 16 digits.",
    ),
    Setting(
        "SANDBOX_CALLER_HASH_KEY",
        "text",
        "random at each start",
        "everywhere",
        "The key of that hash: with one of your own a caller has the same name after a restart and on every machine.",
    ),
    Setting(
        "SANDBOX_METRICS_NAMESPACE",
        "name",
        "none",
        "AWS",
        "CloudWatch's namespace for metrics in its embedded format on standard output.",
    ),
)
"""The settings that are no limits."""


def _limits() -> Iterator[Setting]:
    for name, row in read_toml("limits.toml").items():
        form = f"{row['minimum']} to {row['maximum']}"
        yield Setting(limit_variable(name), form, str(row["value"]), "everywhere", " ".join(row["reason"].split()))


def all_settings() -> tuple[Setting, ...]:
    """Every setting: first those that are no limits, then every row of limits.toml."""
    return (*OTHERS, *_limits())


def refuse_unknown(environ: Mapping[str, str]) -> None:
    """Refuse a variable that looks like a setting and is none: most likely it is one, misspelt.

    Raises:
        ConfigurationError: with the nearest name that there is.
    """
    given = {name for name in environ if name.startswith(PREFIX)}
    known = {row.variable.removeprefix(PREFIX) for row in all_settings()} if given else set()
    for name in sorted(name for name in given if name[len(PREFIX) :] not in known):
        import difflib

        near = difflib.get_close_matches(name[len(PREFIX) :].upper(), known, 1)
        hint = f"did you mean {PREFIX}{near[0]}" if near else "docs/settings.md lists those that there are"
        raise ConfigurationError(f"there is no setting {name}: {hint}")


def as_text() -> str:
    """The table as `--help` prints it."""
    return "\n".join(
        f"  {row.variable}\n      {row.meaning}\n      {row.form}; default: {row.default}" for row in all_settings()
    )


def as_markdown() -> str:
    """The table of docs/settings.md."""
    lines = ["| variable | value | default | where | meaning |", "|---|---|---|---|---|"]
    lines += [
        f"| `{row.variable}` | {row.form} | {row.default} | {row.applies} | {row.meaning.replace('|', ' ')} |"
        for row in all_settings()
    ]
    return "\n".join(lines) + "\n"
