"""The flow: one hospital, event by event in the order of time. Waits and crowding are its results, never its input.

hospital.py runs the events. emergency.py, wards.py and theatres.py decide who gets a station, a bed or a room. Nothing
depends on what comes later, except the departures of admitted patients, which are planned.
"""
