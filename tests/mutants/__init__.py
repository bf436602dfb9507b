"""Mutants: changes that take an effect away, and scripts that prove that something notices each of them."""
