"""Ambulances of a hospital: vehicles, crews and runs.

A run brings a patient to the emergency department, or from this hospital to another facility. Its times are drawn for
each encounter; which vehicle and which crew drive it is decided in the order of time, as far as some are free.
"""
