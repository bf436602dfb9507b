"""The demand: every encounter of a block of patients with its hours and needs, before any queue.

encounters.py puts it together. Most encounters have a visit of the visits table; ed_only.py adds those without one.
"""
