"""The page at `GET /`: playground and reference, rendered here from data so that it reads the same without a script."""

from .routes import add_page

__all__ = ["add_page"]
