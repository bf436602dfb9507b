"""The tables of a warehouse: their metadata, the migrations that create them, and the names of schemas.

The migrations define the tables. tables/ has the same as SQLAlchemy metadata, and a test compares them.
Nothing here reads or writes rows.
"""
