"""PostgreSQL without anything about health care: sessions, error messages, names, the catalog, COPY, parallel tasks.

All other folders use the server through these files, except local_server while it starts the server.
Nothing here knows a table of healthgen.
"""
