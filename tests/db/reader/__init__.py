"""Tests of the readers of a warehouse."""
