"""A run's folder and what comes out of it: files, printed output, room on the disk."""
