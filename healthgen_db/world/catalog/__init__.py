"""The medical catalog: conditions, diagnosis codes, treatments, drugs, payers and states.

The figures are in data/*.toml; here they are read and checked.
Nothing here draws random numbers.
"""
