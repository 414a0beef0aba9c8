"""The shapes of what the service says of itself, at `GET /limits` and `GET /health`, for /openapi.json."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class LimitValues(BaseModel):
    """Every limit; 0 switches a quota window off."""

    requests_per_minute: int
    requests_per_day: int
    max_concurrency: int
    timeout_seconds: float
    memory_mb: int
    max_code_characters: int
    max_attachments: int
    max_attachment_bytes: int
    max_child_processes: int
    max_return_files: int
    max_return_file_bytes: int
    max_file_name_bytes: int
    max_stream_bytes: int
    max_output_bytes: int
    max_disk_bytes: int
    max_disk_files: int
    max_body_bytes: int
    max_inline_attachment_bytes: int
    max_answer_bytes: int
    upload_expiry_seconds: int


class ImportCategoryModel(BaseModel):
    """A group of importable modules; submodules come with them."""

    name: str
    modules: list[str]


class DeniedModel(BaseModel):
    """A submodule that stays forbidden."""

    module: str
    reason: str


class ImportsModel(BaseModel):
    """What a program may import."""

    categories: list[ImportCategoryModel]
    denied_submodules: list[DeniedModel]
    libraries: dict[str, str] = Field(description="Versions by distribution.", examples=[{"numpy": "2.3.0"}])


class LimitsResponse(BaseModel):
    """Limits, imports and versions."""

    python_version: str
    limits: LimitValues
    uploads: bool = Field(description="Whether files can be sent ahead with POST /uploads.")
    imports: ImportsModel


class LayerModel(BaseModel):
    """One isolation layer, as the self-check at start found it."""

    state: Literal["active", "unavailable", "disabled", "failed"]
    detail: str


class HealthResponse(BaseModel):
    """The service can run programs."""

    status: Literal["ok", "degraded"]
    version: str
    python_version: str
    layers: dict[str, LayerModel]
    disabled_layers: list[str]
    unsafe: bool
    active_executions: int
    max_concurrency: int
    rate_limit_store: Literal["ok", "unavailable"]
    troubles: list[str] = Field(description="What fails now of what goes on in the background; it is tried again.")
