raise ValueError("first\nsecond\n\nlast")
