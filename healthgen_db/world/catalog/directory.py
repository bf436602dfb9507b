"""The other entries of the catalog: payers, states and hospital names."""

from string import Formatter
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, field_validator

from healthgen_db.world.catalog.codes import Name
from healthgen_db.world.data_files import Entry, every

PayerKind = Literal["Private", "Medicare", "Medicaid", "Military"]
PolicyPrefix = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Payer(Entry):
    """A payer, and its weight among the payers of its kind."""

    name: Name
    kind: PayerKind
    weight: float = Field(gt=0)


class PayerFile(Entry):
    """The content of payers.toml. The payers are checked one by one, so that errors can name the payer."""

    policy_prefixes: Annotated[dict[PayerKind, PolicyPrefix], every(PayerKind)]
    policy_digits: int = Field(ge=1, le=10)
    payers: tuple[dict[str, Any], ...] = Field(min_length=1)


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError("no time zone; write an IANA name, such as America/Chicago") from error
    return name


TimeZone = Annotated[str, AfterValidator(_known_time_zone)]


class OtherTimeZone(Entry):
    """The second time zone of a state: the places on one side of a line have it."""

    name: TimeZone
    side: Literal["west", "east", "north"]
    of: float
    """Longitude of the line; its latitude for north. Degrees."""

    def applies(self, latitude: float, longitude: float) -> bool:
        """Return whether a place has this zone. Without coordinates (NaN) it has not."""
        return {"west": longitude < self.of, "east": longitude > self.of, "north": latitude > self.of}[
            self.side
        ]


class State(Entry):
    """A state or the District of Columbia."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: Name
    time_zone: TimeZone
    other_time_zone: OtherTimeZone | None = None
    uninsured_pct: float = Field(gt=0, lt=100)
    """People without insurance, %."""
    area_codes: tuple[Annotated[str, Field(pattern=r"^[2-9]\d{2}$")], ...] = Field(min_length=1)
    """Telephone area codes of the state."""

    def time_zone_at(self, latitude: float, longitude: float) -> str:
        """Return the IANA name of the time zone of a place in the state, degrees north and east, or NaN."""
        other = self.other_time_zone
        return other.name if other is not None and other.applies(latitude, longitude) else self.time_zone


class HospitalName(Entry):
    """A pattern of hospital names. {city}, {county} and {state} stand for the place of the hospital."""

    text: Name
    weight: float = Field(gt=0)

    @property
    def fields(self) -> set[str]:
        """Return the names in braces."""
        return {field for _, field, _, _ in Formatter().parse(self.text) if field is not None}

    @field_validator("text")
    @classmethod
    def _formats(cls, text: str) -> str:
        for _, field, spec, conversion in Formatter().parse(text):
            if field is not None and (not field.isidentifier() or spec or conversion):
                raise ValueError("braces must contain a name and nothing else")
        return text


class HospitalFile(Entry):
    """The content of hospitals.toml: patterns of names, and the parts that patterns can name in braces."""

    parts: dict[str, tuple[Name, ...]]
    patterns: tuple[HospitalName, ...] = Field(min_length=1)
