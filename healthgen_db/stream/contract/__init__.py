"""What messages tell: one event of the ADT log with what a hospital would say beside it, and reference snapshots.

event.py is an event, reference.py the hospitals, units and beds that events name. The JSON Schema files of the contract
are in healthgen_db/data/stream.
"""
