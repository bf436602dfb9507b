"""Sections about hospitals at work: wards, emergency department, staff, KPIs, and the length-of-stay model.

They need a dataset that was loaded with --operations, and say so when it was not.
"""

from healthgen_db.report.content import Section
from healthgen_db.report.sections.hospital.emergency import EMERGENCY
from healthgen_db.report.sections.hospital.kpis import KPIS
from healthgen_db.report.sections.hospital.los_model import LOS_MODEL
from healthgen_db.report.sections.hospital.staff import STAFF
from healthgen_db.report.sections.hospital.wards import WARDS

HOSPITAL: tuple[Section, ...] = (WARDS, EMERGENCY, STAFF)
"""A hospital's day."""
FIGURES: tuple[Section, ...] = (KPIS, LOS_MODEL)
"""What was computed about it: these come after the rules and metrics."""
__all__ = ["FIGURES", "HOSPITAL"]
