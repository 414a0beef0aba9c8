"""What programs that call this service are given: clients, and descriptions that fit into a prompt."""
