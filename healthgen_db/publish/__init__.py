"""Publishing: a loaded schema replaces the published one in one transaction.

This folder handles user objects, lock waits, grants and retired schemas.
Nothing here computes or copies rows of a dataset, except the load history.
"""
