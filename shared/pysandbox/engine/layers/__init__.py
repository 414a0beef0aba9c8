"""The isolation layers, and the attacks that tell whether they hold."""
