"""Puts the routes for agents, scripts and terminals together."""

from __future__ import annotations

from anyio import CapacityLimiter
from fastapi import FastAPI

from ..execute import Service
from ..routes import SPARE_THREADS
from .clients import add_clients
from .documents import add_documents
from .mcp import add_mcp
from .run_text import add_run


def add_agents(app: FastAPI, service: Service) -> None:
    """Serve /mcp, /run, the clients and the documents with `app`."""
    running = CapacityLimiter(service.settings.limits.max_concurrency + SPARE_THREADS)
    add_mcp(app, service, running)
    add_run(app, service, running)
    add_clients(app)
    add_documents(app, service.settings)
