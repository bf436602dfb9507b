"""The messy copy: the flat tables as text with recorded faults, beside the clean rows.

Its stage wraps the patients stage. The faults are in data/messy.toml, most of them as regular expressions.
Nothing here changes a clean row.
"""
