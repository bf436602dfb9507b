"""The catalog of a dataset: conditions, treatments, drugs, payers, states, hospital names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import DEFAULT_POPULATION
from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.checks import code_gaps, contradictions, drug_gaps
from healthgen_db.world.catalog.entries import (
    Condition,
    ConditionFile,
    Drug,
    HospitalFile,
    HospitalName,
    Payer,
    PayerFile,
    PayerKind,
    State,
    Treatment,
)
from healthgen_db.world.data_files import Model, checked, overlaid, read_overlay, read_toml

PLACE_FIELDS = {"city", "county", "state"}


class Catalog:
    """Conditions, treatments, drugs, payers, states and hospital names. The id of an entry is its position + 1.

    medications: drug names, each once
    policy_prefixes: by kind of payer, first letters of its insurance policy numbers
    policy_digits: number of digits of an insurance policy number
    """

    def __init__(self, folder: Path, overlay: str) -> None:
        path, payers_path = folder / "conditions.toml", folder / "payers.toml"
        file = checked(ConditionFile, read_toml(path), path=path)
        changes = read_overlay(overlay, "conditions")
        self.categories = file.categories
        self.conditions = _read_conditions(path, file, folder / "drugs.toml", changes)
        treatments = dict.fromkeys(name for condition in self.conditions for name in condition.roles)
        self.treatments = tuple(
            Treatment(name=name, given_as_drug=name in file.drug_treatments) for name in treatments
        )
        drugs = (drug.name for condition in self.conditions for drug in condition.drugs)
        self.medications = tuple(dict.fromkeys(drugs))
        payers = checked(PayerFile, read_toml(payers_path), path=payers_path)
        self.payers = _read_payers(payers_path, payers)
        self.policy_prefixes = payers.policy_prefixes
        self.policy_digits = payers.policy_digits
        self.states = _read_states(folder / "states.toml")
        self.hospital_names = _read_hospital_names(folder / "hospitals.toml")


@cache
def load_catalog(folder: Path | None = None, overlay: str = DEFAULT_POPULATION) -> Catalog:
    """Read the catalog of a folder, by default the shipped one, with the changes of a population of data/populations.

    Raises ConfigError that names the file, the entry and what is wrong.
    """
    return Catalog(folder or resource("data"), overlay)


def _read_conditions(
    path: Path, file: ConditionFile, drugs_path: Path, changes: Mapping[str, Mapping[str, Any]]
) -> tuple[Condition, ...]:
    """Read the conditions, each with its drugs from drugs.toml and the changes of the population."""
    drugs = {
        name: tuple(_read_entries(drugs_path, name, entries, Drug))
        for name, entries in read_toml(drugs_path).items()
    }
    merged = [
        overlaid({**entry, "drugs": drugs.get(name, ())}, changes.get(name, {}))
        for entry in file.conditions
        for name in [str(entry.get("name"))]
    ]
    conditions = tuple(_read_entries(path, "conditions", merged, Condition))
    if unknown := sorted(set(drugs) - {condition.name for condition in conditions}):
        raise ConfigError(f"{drugs_path.name}: {', '.join(unknown)}: {path.name} has no such condition")
    for condition in conditions:
        for wrong in (*contradictions(condition), *code_gaps(condition)):
            raise ConfigError(f"{path.name}: conditions: {condition.name}: {wrong}")
        for wrong in drug_gaps(condition, file.drug_treatments):
            raise ConfigError(f"{drugs_path.name}: {condition.name}: {wrong}")
    return conditions


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
