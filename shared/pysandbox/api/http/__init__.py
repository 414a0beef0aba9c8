"""HTTP itself: connections, heads, bodies, and what of them may be under way at the same time."""
