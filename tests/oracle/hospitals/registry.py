"""The list of checks: one function per rule of operations, registered under the rule's id."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .rows import Tables

__all__ = ["CHECKS", "Check", "check"]

# Given the tables, returns the keys of the rows that break the rule: the first columns of the rule's query.
Check = Callable[[Tables], Iterable[tuple[object, ...]]]

CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a check. Its docstring says what the rule promises, in other words than the SQL file."""
    CHECKS[function.__name__] = function
    return function
