"""What is printed: reports for people, values for --json, and progress.

Reports go to standard output, everything else to standard error.
Nothing here reads a database.
"""
