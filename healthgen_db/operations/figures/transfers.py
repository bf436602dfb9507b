"""Transfers and the facilities around hospitals: transfers.toml, facilities.toml."""

from typing import Annotated, Literal

from pydantic import Field

from healthgen_db.operations.figures.kinds import Care, FacilityKind
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Entry, Probability, Range

Reason = Literal["higher level of care", "procedure", "patient choice", "capacity", "back to home hospital"]
Travel = Annotated[tuple[Percent, ...], Field(min_length=6, max_length=6)]


class TravelModes(Entry):
    """How patients travel: basic, advanced, critical care ambulance, helicopter, wheelchair van, private car, %."""

    urgent: Travel
    usual: Travel
    post_acute: Travel


class Legs(Entry):
    """Transfers between hospitals of the dataset."""

    minutes: Range
    way: Range
    earliest_hour: int


class NetworkTransfers(Entry):
    """Transfers between hospitals of one metropolitan area."""

    from_dataset: Probability
    from_larger: float = Field(gt=0)
    outside: float = Field(ge=0)


class Transfers(Entry):
    """transfers.toml."""

    reasons: dict[Reason, Percent]
    modes: TravelModes
    network: NetworkTransfers
    legs: Legs


class Facility(Entry):
    """A facility around a hospital."""

    name: str
    kind: FacilityKind
    miles: Range
    care: tuple[Care, ...] = Field(min_length=1)


class FacilitiesFile(Entry):
    """facilities.toml."""

    facilities: tuple[Facility, ...]
