"""Who is asking, and under which address."""
