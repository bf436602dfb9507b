"""The stage "patients": blocks of patients with all their visits and bills, computed as columns.

Read block.py first: it calls the steps in order.
Nothing here imports a database library. Nothing uses today, except as an as-of date.
"""
