"""What is printed: reports for people, values for --json, progress on standard error.

Reports go to standard output, all else to standard error.
Nothing here reads a database.
"""
