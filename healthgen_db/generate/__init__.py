"""The stage "patients": some patients with all their visits and bills, computed as columns.

Read patients_stage.py first: it names the steps in their order.
Nothing here imports a database library or reads today except as an as-of date.
"""
