"""Run untrusted Python and give the result back: the engine, its policy and the HTTP service around it."""

__version__ = "1.0.0"
