"""The places of a hospital: departments, units and beds, and how many of them its patients need.

capacity.py counts them from the demand of a year, layout.py gives them ids and names.
"""
