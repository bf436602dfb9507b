"""A dataset as Parquet files: a folder for each table, and a manifest that is written last.

The folder may be on this machine or at a URL that Arrow knows. Nothing here needs Spark or a database server: Spark
only spreads this work over machines, and DuckDB reads the files.
"""
