"""What the service says of itself: its limits and imports."""

from __future__ import annotations

from importlib.metadata import distributions
from typing import Any

from ..settings import Settings
from .versions import PYTHON_VERSION


def limits_answer(settings: Settings, *, uploads: bool) -> dict[str, Any]:
    """Limits, imports and versions. They do not change while the service runs."""
    limits, imports = settings.limits, settings.imports
    # Read once each: `dist.version` would read all of it again.
    described = [dist.metadata for dist in distributions(path=[str(settings.guest_libraries)])]
    installed = {row["Name"].lower().replace("_", "-"): row["Version"] for row in described}
    names = {distribution.lower().replace("_", "-"): distribution for _, distribution in imports.distributions}
    return {
        "python_version": PYTHON_VERSION,
        "limits": {
            "requests_per_minute": limits.requests_per_minute,
            "requests_per_day": limits.requests_per_day,
            "max_concurrency": limits.max_concurrency,
            "timeout_seconds": limits.timeout_s,
            "memory_mb": limits.memory_mb,
            "max_code_characters": limits.max_code_characters,
            "max_attachments": limits.max_attachments,
            "max_attachment_bytes": limits.max_attachment_bytes,
            "max_child_processes": limits.max_processes,
            "max_return_files": limits.max_return_files,
            "max_return_file_bytes": limits.max_return_file_bytes,
            "max_file_name_bytes": limits.max_file_name_bytes,
            "max_stream_bytes": limits.max_stream_bytes,
            "max_output_bytes": limits.max_output_bytes,
            "max_disk_bytes": limits.max_disk_bytes,
            "max_disk_files": limits.max_disk_files,
            "max_body_bytes": limits.max_body_bytes,
            "max_inline_attachment_bytes": limits.max_inline_attachment_bytes,
            "max_answer_bytes": limits.max_answer_bytes,
            "upload_expiry_seconds": limits.upload_expiry_s,
        },
        "uploads": uploads,
        "imports": {
            "categories": [{"name": row.name, "modules": list(row.modules)} for row in imports.categories],
            "denied_submodules": [{"module": row.module, "reason": row.reason} for row in imports.denied],
            "libraries": {shown: installed[name] for name, shown in names.items() if name in installed},
        },
    }
