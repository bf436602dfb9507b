"""The figures, names and places that datasets are drawn from: TOML and CSV files, which README.md explains.

make_facts.py and make_streets.py write some of the CSV files from their sources; a load never runs them.
Nothing here computes rows.
"""
