"""Requests per minute and per day of one caller: a pure decision, and stores that keep it exact under races."""

from .decide import Decision, Window
from .limiter import RateLimiter, StoredRateLimiter, upload_limits
from .open import open_rate_limiter

__all__ = ["Decision", "RateLimiter", "StoredRateLimiter", "Window", "open_rate_limiter", "upload_limits"]
