"""Messy copies of the flat tables: faults drawn cell by cell, each one recorded."""
