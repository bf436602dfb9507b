"""PostgreSQL, with no word of health care: sessions, error messages, names, the catalog, COPY, parallel tasks.

Every other folder reaches the server through these files.
Nothing here knows a table of ours.
"""
