"""Times the engine and the service beside their peers: `make bench`."""
