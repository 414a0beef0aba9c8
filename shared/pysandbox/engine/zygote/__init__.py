"""What the zygote does: it loads the libraries, closes the world, forks and reaps."""
