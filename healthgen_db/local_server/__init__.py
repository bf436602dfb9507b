"""The embedded PostgreSQL server: its directory, programs, account, settings and process.

It is made on first use, started on demand, and left running.
Nothing here knows about schemas or datasets.
"""
