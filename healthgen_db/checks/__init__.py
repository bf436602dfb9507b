"""Rules and metrics: their files, running them, what they found, and the summary.

The checks themselves are SQL files in sql/rules and sql/metrics.
Nothing here fixes what it finds.
"""
