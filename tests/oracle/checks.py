"""All checks of the oracle: importing this module fills CHECKS."""

from __future__ import annotations

from . import bill_checks, course_checks, locality_checks, patient_checks, reference_checks, visit_checks
from .registry import CHECKS, Check

__all__ = [
    "CHECKS",
    "Check",
    "bill_checks",
    "course_checks",
    "locality_checks",
    "patient_checks",
    "reference_checks",
    "visit_checks",
]
