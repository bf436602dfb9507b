"""Stages: the interface between the code that computes rows and the code that loads them.

A stage owns tables, defines its work units, and computes the rows of a unit.
Nothing here computes a row or uses a server.
"""
