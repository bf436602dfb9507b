"""The list of checks: one function per rule, registered under its own name, which is the rule's id."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from .tables import Tables

__all__ = ["CHECKS", "Check", "check"]

# Given the tables, returns the keys of the rows that break the rule, perhaps several times.
Check = Callable[[Tables], pl.Series]

CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a check. Its docstring quotes a rule of seed_model.md, or names its source."""
    CHECKS[function.__name__] = function
    return function
