"""The messy copy: the flat tables as text with recorded faults, made beside the clean rows.

It decorates a stage and sees the rows of each work unit whole.
Nothing here changes a clean row.
"""
