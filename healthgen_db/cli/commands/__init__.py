"""The commands, one file for each group.

Heavy modules are imported inside the commands, so that --help and usage errors come at once.
Nothing here prints a report: show/ does.
"""
