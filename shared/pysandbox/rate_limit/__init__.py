"""The rate limit: one pure decision, and stores that keep its state with compare-and-swap."""

from .decide import Decision, State
from .limiter import RateLimiter, make_limiter
from .store import Store

__all__ = ["Decision", "RateLimiter", "State", "Store", "make_limiter"]
