"""The second reading of the KPIs: polars over whole tables and one window at a time, which a test compares with SQL.

It is written from the words of the contract and of the headers, never from the queries. A function first asks for what
was known before the end of its window (seen.py), so it cannot see what happened later.
"""
