"""The load: load.py has the protocol, and each phase has a file.

It runs any list of stages and imports none of them.
Nothing here knows the tables of a stage. Only estimate.py knows that there are patients.
"""
