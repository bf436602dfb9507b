"""Rules and metrics: their files, the run of the checks, their results, and the summary.

The checks are SQL files in sql/rules and sql/metrics. run.py records the results in the schema that it checks.
Nothing here changes the rows that it checks.
"""
