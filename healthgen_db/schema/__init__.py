"""The tables of a warehouse: what they are, how migrations make them, and what schemas are called.

The migrations are the source of the tables; tables/ says the same as SQLAlchemy metadata, and a test compares them.
Nothing here reads or writes rows.
"""
