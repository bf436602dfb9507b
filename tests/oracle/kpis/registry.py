"""The list of KPIs: one function per KPI, registered under the KPI's id."""

from __future__ import annotations

from collections.abc import Callable

from .seen import Seen
from .windows import Window

__all__ = ["KPIS", "Answer", "Kpi", "kpi", "register"]

# Value and number by department; None is the whole hospital.
Answer = dict[int | None, tuple[float | None, float]]
# Given what was known before the end of the window, and the window.
Kpi = Callable[[Seen, Window], Answer]

KPIS: dict[str, Kpi] = {}


def kpi(function: Kpi) -> Kpi:
    """Register a KPI under the name of its function."""
    KPIS[function.__name__] = function
    return function


def register(name: str, function: Kpi) -> None:
    """Register a KPI under a name, for KPIs that differ only by a number or a word."""
    KPIS[name] = function
