"""The command line: `pysandbox run`, `pysandbox serve`, `pysandbox doctor`."""
