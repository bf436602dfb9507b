"""Models that learn from the warehouse. Each has a folder of its own.

They need the extra `ml` (scikit-learn and skops), so a module that imports it waits until a command runs.
"""
