"""The commands, one file for each group.

Commands import heavy modules when they run, so that --help and usage errors are fast.
Nothing here prints a report: show/ does.
"""
