"""What a run is told: the options of a dataset, where they come from, and how errors are worded.

Errors and the paths of shipped files live here too, because every other folder needs them.
Nothing here computes rows or talks to a server.
"""
