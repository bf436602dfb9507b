"""Readers: roles of the database that may read a warehouse and nothing else, for BI tools and for a class.

A group role without login holds the privileges. Its members are logins, one for each person or tool.
README.md in this folder says what protects the warehouse, and what only helps.
"""
