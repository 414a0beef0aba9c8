"""The HTTP service: FastAPI in front of a runner and a limiter."""

from .app import create_app

__all__ = ["create_app"]
