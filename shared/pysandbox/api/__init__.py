"""The HTTP service around the engine."""

from .app import create_app

__all__ = ["create_app"]
