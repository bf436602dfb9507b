"""The load history: which datasets were loaded, from which work units, and who loads now.

It reads and writes the tables datasets and load_blocks, and holds the lock of a load.
Nothing here copies the rows of a dataset.
"""
