"""Tests that start the embedded server."""
