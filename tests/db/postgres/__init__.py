"""Tests of healthgen_db.postgres. A package, so that they share the pooler."""
