"""The load history: the loaded datasets and their work units, and the lock of a running load.

It reads and writes the tables datasets and load_blocks.
Nothing here copies the rows of a dataset.
"""
