"""Several processes that serve together: one listens, starts them and follows them; each is a service of its own.

What they share lies in a folder: places (locks of a file), quotas, kept answers and uploads (SQLite), metrics.
"""
