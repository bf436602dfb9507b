"""Places: ZIP codes, distances, and where the patients of a dataset live.

geography.py chooses ZIP codes in the whole country, locality.py chooses them around a single hospital.
Nothing here knows about conditions or visits.
"""
