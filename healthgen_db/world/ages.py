"""Three ages that data files, tables and checks share.

They are constants in Python because structures depend on them: keys of the data files have them in their names
(pct_under_18, pct_65_plus, season_under_18, public_under_18), lookup tables have one row for each age, and the database
has a CHECK for the oldest age.
"""

from typing import Annotated

from pydantic import Field

ADULT_AGE = 18
SENIOR_AGE = 65
OLDEST_AGE = 120

Age = Annotated[int, Field(ge=0, le=OLDEST_AGE)]
