"""What the benchmarks share: servers to start, people to check in, browsers to do it with."""
