"""Loads that are killed, cut off, starved and locked out: nothing is lost, and the same command goes on."""
