"""What is answered: bodies, errors, headers, and their models."""
