"""The medical catalog: conditions, diagnosis codes, treatments, drugs, payers and states.

The figures are in data/*.toml. The modules here read and check them.
Nothing here draws random numbers.
"""
