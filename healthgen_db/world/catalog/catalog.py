"""The catalog of a dataset: conditions, treatments, drugs, payers, states, hospital names."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_PLACE, DEFAULT_POPULATION, STANDARD
from healthgen_db.world.catalog.checks import (
    code_gaps,
    contradictions,
    drug_gaps,
    pregnancy_gaps,
    treatment_gaps,
)
from healthgen_db.world.catalog.codes import Drug
from healthgen_db.world.catalog.directory import (
    HospitalFile,
    HospitalName,
    Payer,
    PayerFile,
    PayerKind,
    State,
)
from healthgen_db.world.catalog.entries import CHILDBIRTH, Condition, ConditionFile, Treatment
from healthgen_db.world.data_files import Model, appended, checked, overlaid, read_overlay, read_toml
from healthgen_db.world.draws import Floats
from healthgen_db.world.seasons import Seasons, load_seasons

PLACE_FIELDS = {"city", "county", "state"}


class Catalog:
    """Conditions, treatments, drugs, payers, states and hospital names. The id of an entry is its position + 1.

    folders: where its files are: the first folder has all of them, the others have additions to some
    medications: drug names, each once
    harmful_in_pregnancy: names of the medications that harm an unborn child
    pair_weights: float64, shape (conditions + 1, conditions), how much more likely a condition is after another one; 0
        for the same condition; the last row is for patients who have none
    policy_prefixes: by kind of payer, first letters of its insurance policy numbers
    policy_digits: number of digits of an insurance policy number
    """

    def __init__(self, folder: Path, overlay: str, conditions: str, place: str) -> None:
        path, payers_path = folder / "conditions.toml", folder / "payers.toml"
        more = () if conditions == STANDARD else (folder / "catalogs" / conditions,)
        self.folders = (folder, *more)
        file = checked(ConditionFile, self._values("conditions.toml"), path=path)
        changes = read_overlay(overlay, "conditions")
        self.categories = file.categories
        read = _read_conditions(path, file, self._values("drugs.toml"), changes)
        self.conditions = _with_seasons(read, load_seasons(place))
        treatments = dict.fromkeys(name for condition in self.conditions for name in condition.roles)
        self.treatments = tuple(
            Treatment(
                name=name,
                given_as_drug=name in file.drug_treatments,
                scheduled=name in file.scheduled_treatments,
                outpatient=name in file.outpatient_treatments,
            )
            for name in treatments
        )
        _refuse_unknown_treatments(path, file, treatments)
        drugs = [drug for condition in self.conditions for drug in condition.drugs]
        self.medications = tuple(dict.fromkeys(drug.name for drug in drugs))
        self.harmful_in_pregnancy = {drug.name for drug in drugs if not drug.pregnancy}
        self.pair_weights = _pair_weights(path, file, [condition.name for condition in self.conditions])
        _check_pregnancy(folder / "drugs.toml", self, file.drug_treatments)
        payers = checked(PayerFile, read_toml(payers_path), path=payers_path)
        self.payers = _read_payers(payers_path, payers)
        self.policy_prefixes = payers.policy_prefixes
        self.policy_digits = payers.policy_digits
        self.states = _read_states(folder / "states.toml")
        self.hospital_names = _read_hospital_names(folder / "hospitals.toml")

    def _values(self, name: str) -> dict[str, Any]:
        """Return what the files of a name say together."""
        values = read_toml(self.folders[0] / name)
        for folder in self.folders[1:]:
            values = appended(folder / name, values, read_toml(folder / name))
        return values


@cache
def load_catalog(
    folder: Path | None = None,
    overlay: str = DEFAULT_POPULATION,
    conditions: str = STANDARD,
    place: str = DEFAULT_PLACE,
) -> Catalog:
    """Read the catalog of a folder, by default the shipped one, with the changes of a population of data/populations.

    conditions: the name of a folder of data/catalogs, whose conditions are added, or "standard" for none
    place: the name of a folder of data/places, which has the seasons

    Raises ConfigError that names the file, the entry and what is wrong.
    """
    return Catalog(folder or resource("data"), overlay, conditions, place)


def _read_conditions(
    path: Path, file: ConditionFile, drug_lists: dict[str, Any], changes: Mapping[str, Mapping[str, Any]]
) -> tuple[Condition, ...]:
    """Read the conditions, each with its drugs from drugs.toml and the changes of the population."""
    drugs_path = path.with_name("drugs.toml")
    drugs = {
        name: tuple(_read_entries(drugs_path, name, entries, Drug)) for name, entries in drug_lists.items()
    }
    merged = [
        overlaid({**entry, "drugs": drugs.get(name, ())}, changes.get(name, {}))
        for entry in file.conditions
        for name in [str(entry.get("name"))]
    ]
    conditions = tuple(_read_entries(path, "conditions", merged, Condition))
    names = {condition.name for condition in conditions}
    if unknown := sorted({entry.companion for entry in conditions if entry.companion} - names):
        raise ConfigError(
            f"{path.name}: conditions: companion {', '.join(unknown)}: there is no such condition"
        )
    if unknown := sorted(set(drugs) - names):
        raise ConfigError(f"{drugs_path.name}: {', '.join(unknown)}: {path.name} has no such condition")
    if missing := sorted({entry.category for entry in conditions} - set(file.categories)):
        raise ConfigError(f"{path.name}: categories.{missing[0]} is missing")
    for condition in conditions:
        for wrong in (*contradictions(condition), *code_gaps(condition), *treatment_gaps(condition)):
            raise ConfigError(f"{path.name}: conditions: {condition.name}: {wrong}")
        for wrong in drug_gaps(condition, file.drug_treatments):
            raise ConfigError(f"{drugs_path.name}: {condition.name}: {wrong}")
    return conditions


def _with_seasons(conditions: tuple[Condition, ...], seasons: Seasons) -> tuple[Condition, ...]:
    """Return the conditions with the seasons of a place."""
    if not seasons.months_later:
        return conditions
    return tuple(
        condition.model_copy(
            update={
                name: months and seasons.moved(months)
                for name in ("season", "season_under_18")
                for months in [getattr(condition, name)]
            }
        )
        for condition in conditions
    )


def _refuse_unknown_treatments(path: Path, file: ConditionFile, treatments: Collection[str]) -> None:
    for key in ("drug_treatments", "scheduled_treatments", "outpatient_treatments"):
        if unknown := set(getattr(file, key)) - set(treatments):
            raise ConfigError(
                f"{path.name}: {key}: {', '.join(sorted(unknown))}: no condition has this treatment"
            )


def _pair_weights(path: Path, file: ConditionFile, names: list[str]) -> Floats:
    weights = np.ones((len(names) + 1, len(names)))
    np.fill_diagonal(weights, 0)
    known: set[frozenset[str]] = set()
    for pair in file.pairs:
        both = frozenset(pair.conditions)
        if unknown := both - set(names):
            raise ConfigError(f"{path.name}: pairs: {', '.join(sorted(unknown))}: there is no such condition")
        if len(both) == 1 or both in known:
            raise ConfigError(
                f"{path.name}: pairs: {' and '.join(pair.conditions)}: must be two conditions, and given once"
            )
        known.add(both)
        one, other = map(names.index, pair.conditions)
        weights[one, other] = weights[other, one] = pair.weight
    return weights


def _check_pregnancy(path: Path, catalog: Catalog, drug_treatments: Collection[str]) -> None:
    """Raise ConfigError if a pregnant woman could be left with a harmful drug only."""
    for drug in (drug for condition in catalog.conditions for drug in condition.drugs):
        if drug.pregnancy and drug.name in catalog.harmful_in_pregnancy:
            raise ConfigError(f"{path.name}: {drug.name}: pregnancy differs between conditions")
    names = [condition.name for condition in catalog.conditions]
    if CHILDBIRTH not in names:
        return
    mother = names.index(CHILDBIRTH)
    for condition, weight in zip(catalog.conditions, catalog.pair_weights[mother], strict=True):
        # a woman never has a birth and a condition whose pair has the weight 0
        gaps = pregnancy_gaps(condition, catalog.conditions[mother], drug_treatments) if weight else ()
        for wrong in gaps:
            raise ConfigError(f"{path.name}: {condition.name}: {wrong}")


def _read_entries(path: Path, key: str, entries: object, model: type[Model]) -> list[Model]:
    """Read a list of entries; each has a name, and no name occurs twice."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{path.name}: {key}: must be a list of entries, not {entries!r}")
    names = [str(entry.get("name", f"entry {number}")) for number, entry in enumerate(entries, 1)]
    _refuse_repeated(path, names)
    return [
        checked(model, entry, path=path, entry=f"{key}: {name}")
        for name, entry in zip(names, entries, strict=True)
    ]


def _refuse_repeated(path: Path, names: Iterable[str]) -> None:
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise ConfigError(f"{path.name}: {', '.join(repeated)}: more than once")


def _read_payers(path: Path, file: PayerFile) -> tuple[Payer, ...]:
    payers = tuple(_read_entries(path, "payers", list(file.payers), Payer))
    if missing := set(get_args(PayerKind)) - {payer.kind for payer in payers}:
        raise ConfigError(f"{path.name}: there is no payer of kind {', '.join(sorted(missing))}")
    return payers


def _read_states(path: Path) -> tuple[State, ...]:
    """Read the states, sorted by code. No area code belongs to two states."""
    states = tuple(
        checked(State, {**entry, "code": code} if isinstance(entry, dict) else entry, path=path, entry=code)
        for code, entry in sorted(read_toml(path).items())
    )
    _refuse_repeated(path, [state.name for state in states])
    _refuse_repeated(path, [area_code for state in states for area_code in state.area_codes])
    return states


def _read_hospital_names(path: Path) -> tuple[HospitalName, ...]:
    """Read the patterns. A pattern with a {part} becomes one pattern for each value, and these share its weight."""
    file = checked(HospitalFile, read_toml(path), path=path)
    places = {field: f"{{{field}}}" for field in PLACE_FIELDS}
    names: list[HospitalName] = []
    for pattern in file.patterns:
        if unknown := pattern.fields - PLACE_FIELDS - set(file.parts):
            raise ConfigError(f"{path.name}: {pattern.text}: [parts] has no {', '.join(sorted(unknown))}")
        used = sorted(pattern.fields & set(file.parts))
        choices = list(product(*(file.parts[part] for part in used)))
        names.extend(
            HospitalName(
                text=pattern.text.format(**places, **dict(zip(used, choice, strict=True))),
                weight=pattern.weight / len(choices),
            )
            for choice in choices
        )
    _refuse_repeated(path, [name.text for name in names])
    return tuple(names)
