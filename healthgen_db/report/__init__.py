"""The report: one self-contained page about a dataset, with charts, their tables, and findings with numbers.

Each section is declared in sections/: which queries of sql/report it reads, and how their rows become a finding,
figures and tables. Queries return sums, never rows of single patients.
"""
