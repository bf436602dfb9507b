"""The load: its protocol in load.py, and a file for each phase.

It runs any list of stages and imports none of them.
Nothing here knows the tables of a stage.
"""
