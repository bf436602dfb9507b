"""Types of figures that several files have."""

from typing import Annotated, Literal

from pydantic import Field

from healthgen_db.operations.words import CARE, FACILITY_KINDS, LEVELS, SERVICE_CODES
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Weight

Hours = Annotated[tuple[Weight, ...], Field(min_length=24, max_length=24)]
Modes = Annotated[tuple[Percent, ...], Field(min_length=5, max_length=5)]
"""Shares of walk-in, ambulance, scheduled, direct, clinic, %."""
SixAges = Annotated[tuple[Percent, ...], Field(min_length=6, max_length=6)]
Levels = Annotated[tuple[Percent, ...], Field(min_length=5, max_length=5)]
"""Shares of ESI 1 to 5, %."""
ByLevel = Annotated[tuple[float, ...], Field(min_length=5, max_length=5)]
"""A figure for each ESI from 1 to 5."""
Lognormal = tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(ge=0)]]
"""Median and standard deviation of the logarithm."""
Curve = Literal["usual", "ambulance", "admitted", "child", "night", "scheduled", "direct", "labor", "office"]
Service = Literal[SERVICE_CODES]  # type: ignore[valid-type]
Level = Literal[LEVELS]  # type: ignore[valid-type]
Care = Literal[CARE]  # type: ignore[valid-type]
FacilityKind = Literal[FACILITY_KINDS]  # type: ignore[valid-type]
Positive = Annotated[float, Field(gt=0)]
