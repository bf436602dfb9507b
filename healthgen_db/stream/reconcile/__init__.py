"""The proof: the tables of silver and gold against the warehouse that sent the messages.

sides.py names both sides for the files of sql/reconcile, tables.py runs these files and finds which rows differ and
why, kpis.py does the same for KPI values, and run.py puts the result together.
"""
