"""What comes in on a connection: heads, bodies, and where each ends."""
