"""The matrix: database tests and fingerprints on every major version of PostgreSQL; README.md tells more."""
