"""The embedded PostgreSQL server: its directory, its programs, its account, its settings and its process.

healthgen creates it on first use, starts it when a command needs it, and leaves it running.
Nothing here reads a schema or a dataset.
"""
