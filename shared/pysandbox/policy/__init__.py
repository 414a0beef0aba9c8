"""Policy as data: limits, imports, files, audit events and system calls, loaded into frozen values."""

from .load import Denied, ImportCategory, ImportPolicy, Limits, load_imports, load_limits

__all__ = ["Denied", "ImportCategory", "ImportPolicy", "Limits", "load_imports", "load_limits"]
