"""Who works when: shift types, rotating patterns, and the roster of a hospital day by day.

patterns.py reads and checks patterns.toml, days/ makes the slots of a day, roster.py runs the days forward in time, and
duty.py says who is on duty. The roster reads the workforce and never the patients.
"""
