"""Rules and metrics: their files, the run of the checks, their results, and the summary.

The checks are SQL files in sql/rules and sql/metrics.
Nothing here changes the data that it checks.
"""
