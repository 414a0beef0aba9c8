"""What a child does: it locks itself down, then runs one program."""
