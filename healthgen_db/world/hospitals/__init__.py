"""Hospitals and doctors: where they are, how they differ, who works where, and who treats what.

facilities.py places them and puts it all together; specialties.py says which doctors treat which conditions.
"""
