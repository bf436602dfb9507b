"""What all patients of a dataset share: random draws, the calendar, medicine, hospitals, doctors and names.

It is built once per Config and never changes. It does not depend on how many patients there are.
Nothing here computes a patient, and nothing imports a database library.
"""
