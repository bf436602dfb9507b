"""The load history: the loaded datasets and their work units, and the lock of a running load.

It reads and writes the tables datasets and load_blocks, which schema/tables/history.py declares.
Nothing here copies rows. publish/history.py copies the load history from the old schema to the new one.
"""
