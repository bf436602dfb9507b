"""Three ages that data files, tables and checks share.

They stay in Python because they define structures. The data files name keys after them (pct_under_18, pct_65_plus,
season_under_18, public_under_18), lookup tables have one row for each age, and the tables of the database have a CHECK
for the oldest age.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

__all__ = ["ADULT_AGE", "OLDEST_AGE", "SENIOR_AGE", "Age"]

ADULT_AGE = 18
SENIOR_AGE = 65
OLDEST_AGE = 120

Age = Annotated[int, Field(ge=0, le=OLDEST_AGE)]
