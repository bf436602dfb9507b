"""Tests of the rules and metrics, and of what runs them."""
