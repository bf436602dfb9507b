"""Entity-relationship diagrams of the guides, made from the catalog of a database.

diagrams.toml says which tables and columns a diagram shows. Keys, cardinalities and types come from the catalog.
`uv run python -m tests.diagrams.renew` writes the diagrams into the guides; a test notices when they are old.
"""
