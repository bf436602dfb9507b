"""Forecasts of the next 24 hours: arrivals by hour, patients who leave, beds by unit, and nurses.

Each is a function of rows that the queries of sql/briefing return. Intervals hold 80 % of the cases; a test counts
this over many past days.
"""
