"""What all patients of a dataset share: random draws, calendar, medical catalog, places, hospitals, doctors and names.

build_world makes it once for each Config. It never changes, and it does not depend on the number of patients.
Nothing here computes a patient or imports a database library.
"""
