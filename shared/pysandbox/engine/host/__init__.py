"""What the host does: zygotes and spares, one run from its order to its verdict."""
