"""Stages: the seam between what computes rows and what loads them.

A stage owns tables, says what its units of work are, and turns a unit into rows.
Nothing here computes a row or talks to a server.
"""
