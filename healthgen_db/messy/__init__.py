"""The messy copy: the flat tables as text with recorded faults, beside the clean rows.

Its stage adds to the patients stage and gets all rows of each work unit.
Nothing here changes a clean row.
"""
