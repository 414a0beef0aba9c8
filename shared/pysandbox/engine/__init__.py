"""The sandbox engine: host, zygote and child. Standard library only; knows nothing of HTTP or AWS."""
