"""The sender: reads the log in the order in which events were recorded, and sends them, at the wanted speed.

log.py reads pages of the log, run.py sends them, positions.py remembers how far a receiver is. faults add what real
feeds have, and write the answers down.
"""
