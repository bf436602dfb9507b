"""How many beds, stations, providers and operating rooms a hospital needs, from the demand of the year to `origin`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.places.ward_file import Ward, WardFile
from healthgen_db.operations.words import LEVELS, MODES, SERVICE_CODES, TRANSFER_MODES
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Floats, Ints

AMBULANCE, TRANSFER = MODES.index("ambulance"), MODES.index("transfer")
GROUND_AMBULANCES = [number for number, mode in enumerate(TRANSFER_MODES) if mode.endswith("ambulance")]
HOURS_PER_YEAR = 8766
# From the call of a provider until the provider comes: least and most seconds. [A]
PROVIDER_COMES_S = 60, 480
# Usual hours in labor and delivery. [A]
LABOR_HOURS = 10
HOURS_PER_DAY = 24
# Patients of ESI 4 and 5 are treated in chairs, so they need no station.
LAST_ESI_WITH_STATION = 3
# Bisection finds the spare beds within these standard deviations, in this many steps.
MOST_SPARE, SPARE_STEPS = 12.0, 50


@dataclass
class Load:
    """How much a hospital is used: means over the window, summed up block by block."""

    hours: float
    """Length of the window."""
    bed_hours: Floats
    """Of each kind of ward of wards.toml, shape (wards,)."""
    station_hours: float = 0.0
    provider_hours: float = 0.0
    arrivals_by_hour: Floats = field(default_factory=lambda: np.zeros(HOURS_PER_DAY))
    """Arrivals in the emergency department, by local hour of the day, shape (24,)."""
    surgeries: int = 0
    ambulances_by_hour: Floats = field(default_factory=lambda: np.zeros(HOURS_PER_DAY))
    """Patients whom an ambulance brings to the emergency department, by local hour of the day, shape (24,)."""
    ambulance_transfers: int = 0
    """Patients who leave for another facility in an ambulance of this hospital."""


def ward_of_needs(wards: tuple[Ward, ...]) -> NDArray[np.int8]:
    """Return the kind of ward of patients, shape (services, levels, 2); the last index: adult, child."""
    table = np.zeros((len(SERVICE_CODES), len(LEVELS), 2), dtype=np.int8)
    for service, code in enumerate(SERVICE_CODES):
        for level, name in enumerate(LEVELS):
            for child in (0, 1):
                table[service, level, child] = _ward_of(wards, code, name, child=bool(child))
    return table


def _ward_of(wards: tuple[Ward, ...], service: str, level: str, *, child: bool) -> int:
    """Return the first ward with the level for these ages and, if wards of the level have services, the service."""
    if child and service not in {"OBS", "PSYCH"} and level not in {"intensive", "step-down"}:
        service, level = "PED", "general"
    ages = {"all", "child" if child else "adult"}
    for exact in (True, False):
        for number, ward in enumerate(wards):
            fits = not ward.services or service in ward.services
            if fits and (ward.level == level or not exact) and ward.ages in ages and (exact or ward.services):
                return number
    return 0


def measure(
    load: Load,
    file: WardFile,
    needs: NDArray[np.int8],
    rows: Mapping[str, NDArray[Any]],
    local_hour: Callable[[Ints], Ints],
) -> None:
    """Add encounters to the load.

    rows: the columns MEASURED of the demand; local_hour: returns the hour of the day of times in the hospital's zone
    """
    _add_beds(load, needs, rows)
    _add_emergency(load, file, rows, local_hour)
    load.surgeries += int((rows["surgery_at"] > 0).sum())
    by_ambulance = rows["through_ed"].astype(bool) & (rows["mode"] == AMBULANCE)
    load.ambulances_by_hour += np.bincount(
        local_hour(rows["registered"][by_ambulance]), minlength=HOURS_PER_DAY
    )
    travels = np.isin(rows["transfer_mode"], GROUND_AMBULANCES) & (rows["mode"] != TRANSFER)
    load.ambulance_transfers += int(travels.sum())


MEASURED = (
    "registered",
    "leaves",
    "admits",
    "through_ed",
    "service",
    "level",
    "age",
    "icu_after_s",
    "icu_s",
    "step_down_s",
    "esi",
    "assess_s",
    "surgery_at",
    "mode",
    "transfer_mode",
)


def _add_beds(load: Load, needs: NDArray[np.int8], rows: Mapping[str, NDArray[Any]]) -> None:
    admitted = rows["admits"].astype(bool)
    service, level = rows["service"][admitted].astype(int), rows["level"][admitted].astype(int)
    child = (rows["age"][admitted] < ADULT_AGE).astype(int)
    stay = (rows["leaves"] - rows["registered"])[admitted].astype(np.float64)
    intensive = np.where(rows["icu_after_s"][admitted] >= 0, rows["icu_s"][admitted], 0)
    intensive = np.minimum(intensive, stay)
    step_down = np.where(child == 0, np.minimum(rows["step_down_s"][admitted], stay - intensive), 0)
    rest = stay - intensive - step_down
    # Mothers are in labor and delivery at first.
    labor = np.where(level == LEVELS.index("labor"), np.minimum(rest, LABOR_HOURS * HOUR), 0)
    level = np.where(level == LEVELS.index("labor"), LEVELS.index("general"), level)
    for name, seconds in (
        ("intensive", intensive),
        ("step-down", step_down),
        ("labor", labor),
        ("", rest - labor),
    ):
        ward = needs[service, LEVELS.index(name) if name else level, child]
        load.bed_hours += np.bincount(ward, weights=seconds / HOUR, minlength=load.bed_hours.size)


def _add_emergency(
    load: Load, file: WardFile, rows: Mapping[str, NDArray[Any]], local_hour: Callable[[Ints], Ints]
) -> None:
    emergency = file.emergency
    there = rows["through_ed"].astype(bool)
    station = there & (rows["esi"] <= LAST_ESI_WITH_STATION)
    admitted = station & rows["admits"].astype(bool)
    load.station_hours += emergency.stay_hours * float((station & ~admitted).sum())
    load.station_hours += emergency.admitted_stay_hours * float(admitted.sum())
    busy = rows["assess_s"][there] + sum(PROVIDER_COMES_S) / 2
    load.provider_hours += float(busy.sum()) / HOUR
    load.arrivals_by_hour += np.bincount(local_hour(rows["registered"][there]), minlength=HOURS_PER_DAY)


@dataclass(frozen=True)
class Capacity:
    """What a hospital has."""

    beds: Ints
    """Beds of each kind of ward of wards.toml, 0 for kinds that it does not have, shape (wards,)."""
    merged: Ints
    """The kind of ward in which the patients of each kind are, shape (wards,)."""
    stations: int
    rooms: int
    providers: Ints
    """Providers in the emergency department by local hour of the day, shape (24,)."""


def capacity_of(file: WardFile, load: Load, bed_factor: float) -> Capacity:
    """Return what a hospital needs for a load. bed_factor: factor of all beds of wards."""
    census: Floats = load.bed_hours / load.hours
    merged = np.arange(census.size)
    while True:
        held = np.bincount(merged, weights=census, minlength=census.size).astype(np.float64)
        beds = _beds(file, held)
        small = [
            number
            for number, ward in enumerate(file.wards)
            if ward.merges_into is not None and merged[number] == number and beds[number] < ward.fewest
        ]
        if not small:
            break
        target = [ward.key for ward in file.wards].index(str(file.wards[small[-1]].merges_into))
        merged[merged == small[-1]] = merged[target]
    own = merged == np.arange(census.size)
    beds = np.maximum(np.round(beds * bed_factor).astype(np.int64), [ward.fewest for ward in file.wards])
    emergency, hours = file.emergency, load.hours
    busiest = emergency.peak * load.station_hours / hours
    stations = int(np.ceil(busiest + emergency.spare * np.sqrt(busiest)))
    rooms = int(np.ceil(load.surgeries / hours * HOURS_PER_YEAR / file.operating.cases_per_room))
    return Capacity(
        beds=np.where(own, beds, 0),
        merged=merged,
        stations=max(emergency.fewest_stations, stations),
        rooms=max(1, rooms),
        providers=_providers(load, emergency.provider_load),
    )


def _beds(file: WardFile, census: Floats) -> Ints:
    """Return the beds of each kind of ward with this mean census.

    Each kind has its census and so many spare beds, in proportion to the root of the census as for a Poisson number,
    that the whole hospital has the usual occupancy of its size.
    """
    spare = np.array([ward.spare for ward in file.wards]) * np.sqrt(census)
    low, high = 0.0, MOST_SPARE
    for _ in range(SPARE_STEPS):
        middle = (low + high) / 2
        beds = np.ceil(census + middle * spare)
        usual = np.interp(beds.sum(), file.occupancy.beds, file.occupancy.share)
        low, high = (low, middle) if census.sum() <= usual * beds.sum() else (middle, high)
    return np.ceil(census + high * spare).astype(np.int64)


def _providers(load: Load, busy: float) -> Ints:
    """Return the providers by hour of the day. The work of an arrival falls into its hour and the next one."""
    arrivals = load.arrivals_by_hour
    total = arrivals.sum()
    if not total:
        return np.ones(HOURS_PER_DAY, dtype=np.int64)
    spread = (arrivals + np.roll(arrivals, 1)) / (2 * total)
    hours_a_day = load.provider_hours / load.hours * HOURS_PER_DAY
    providers: Ints = np.maximum(np.ceil(spread * hours_a_day / busy).astype(np.int64), 1)
    return providers
