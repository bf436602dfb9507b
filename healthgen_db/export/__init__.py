"""What healthgen reads from a warehouse: flat files, fingerprints, and the status of a schema.

An export and a fingerprint read one snapshot.
Nothing here changes a table.
"""
