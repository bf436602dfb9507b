"""Generating on Spark: the same work units as a load, computed by several machines.

Every module here needs the extra `spark` and Java. Only the command `healthgen spark` imports them.
"""
