"""The ADT log of a hospital: one event for everything that happens to an encounter or a bed, as HL7 messages tell it.

log.py makes the table adt_events from records, rebuild.py makes encounters and stays from the log.
Some events are recorded late, and some are mistakes that are cancelled soon after.
"""
