"""Benchmarks of datasets that Spark computes: memory, speed, and what happens when processes are killed.

They need Java, many minutes and many gigabytes of disk, so they run only when called.
"""
