"""Rules and metrics give the same results on Parquet files, read by DuckDB, as on the same rows in PostgreSQL.

export.py writes what is in a schema as a Parquet dataset, compare.py runs the checks on both sides and lists what
differs, and changes.py has the datasets and the changes that make them wrong.
"""
