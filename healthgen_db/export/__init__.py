"""What is read out of a warehouse: flat files, fingerprints, and the status of a schema.

Everything is read from one snapshot.
Nothing here changes a table.
"""
