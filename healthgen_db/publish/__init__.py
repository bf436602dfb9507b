"""Publishing: a loaded schema takes the place of the published one in one transaction.

User objects, lock waits, grants and retired schemas are handled here.
Nothing here computes or copies rows of a dataset, except the load history.
"""
