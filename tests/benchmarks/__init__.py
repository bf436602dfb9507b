"""Benchmarks: figures of one run on one machine, as JSON; they judge nothing and run only when called."""
