"""The options of a dataset, where they come from, and the errors that users see.

Errors and the paths of shipped files are here too, because every other folder needs them.
Nothing here computes rows or connects to a server.
"""
