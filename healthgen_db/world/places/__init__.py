"""Places: ZIP codes, distances, and where the patients of a dataset live.

One file chooses ZIP codes nationwide, another one around a single hospital.
Nothing here knows about conditions or visits.
"""
