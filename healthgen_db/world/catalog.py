"""The catalog of a dataset: conditions, treatments, drugs, payers, states, hospital names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar, get_args

from healthgen_db.errors import ConfigError
from healthgen_db.resources import resource
from healthgen_db.world.catalog_entries import (
    Category,
    CategoryName,
    Condition,
    Drug,
    HospitalName,
    Payer,
    PayerKind,
    State,
    Treatment,
)
from healthgen_db.world.data_files import Entry, checked, read_toml

__all__ = ["Catalog", "load_catalog"]

PLACE_FIELDS = {"city", "county", "state"}

Model = TypeVar("Model", bound=Entry)


@dataclass(frozen=True)
class Catalog:
    """What can be wrong with a patient, what is done about it and who pays; an id is the position + 1."""

    categories: Mapping[str, Category]
    conditions: tuple[Condition, ...]
    treatments: tuple[Treatment, ...]
    medications: tuple[str, ...]
    """Drug names, each once."""
    payers: tuple[Payer, ...]
    states: tuple[State, ...]
    hospital_names: tuple[HospitalName, ...]

    @property
    def state_names(self) -> dict[str, str]:
        """The states' names by two-letter code."""
        return {state.code: state.name for state in self.states}


@cache
def load_catalog(folder: Path | None = None) -> Catalog:
    """Read the catalog of a folder, by default the shipped one.

    Raises ConfigError naming the file, the entry and what is wrong.
    """
    folder = folder or resource("data")
    path = folder / "conditions.toml"
    values = read_toml(path)
    conditions = _read_conditions(path, values, folder / "drugs.toml")
    treatments = dict.fromkeys(name for condition in conditions for name in condition.roles)
    given_as_drug = set(values.get("drug_treatments", ()))
    return Catalog(
        categories=_read_categories(path, values.get("categories", {})),
        conditions=conditions,
        treatments=tuple(Treatment(name=name, given_as_drug=name in given_as_drug) for name in treatments),
        medications=tuple(dict.fromkeys(drug.name for condition in conditions for drug in condition.drugs)),
        payers=_read_payers(folder / "payers.toml"),
        states=_read_states(folder / "states.toml"),
        hospital_names=_read_hospital_names(folder / "hospitals.toml"),
    )


def _read_categories(path: Path, entries: Mapping[str, Any]) -> dict[str, Category]:
    wanted = get_args(CategoryName)
    if set(entries) != set(wanted):
        raise ConfigError(f"{path.name}: categories must be {', '.join(wanted)}, not {', '.join(entries)}")
    return {
        name: checked(Category, entry, path=path, entry=f"categories.{name}")
        for name, entry in entries.items()
    }


def _read_conditions(path: Path, values: Mapping[str, Any], drugs_path: Path) -> tuple[Condition, ...]:
    """Read the conditions, each with its drugs from the drugs' own file."""
    drugs: dict[str, Any] = read_toml(drugs_path)
    parsed = {
        name: tuple(_read_entries(drugs_path, {name: entries}, name, Drug)) for name, entries in drugs.items()
    }
    entries = values.get("conditions", [])
    merged = [{**entry, "drugs": parsed.get(entry.get("name"), ())} for entry in entries]
    conditions = tuple(_read_entries(path, {"conditions": merged}, "conditions", Condition))
    if unknown := set(drugs) - {condition.name for condition in conditions}:
        raise ConfigError(
            f"{drugs_path.name}: {', '.join(sorted(unknown))}: {path.name} has no such condition"
        )
    given_as_drug = set(values.get("drug_treatments", ()))
    for condition in conditions:
        for wrong in _drug_gaps(condition, given_as_drug):
            raise ConfigError(f"{drugs_path.name}: {condition.name}: {wrong}")
    return conditions


def _drug_gaps(condition: Condition, given_as_drug: set[str]) -> Iterator[str]:
    """Say which drugs no treatment gives, and which patients a drug treatment has no drug for."""
    for drug in condition.drugs:
        if drug.treatment not in given_as_drug:
            yield f"{drug.name}: {drug.treatment!r} is not given as a drug"
    for treatment in given_as_drug & set(condition.roles):
        drugs = [drug for drug in condition.drugs if drug.treatment == treatment]
        for code, age in product(condition.icd10, range(condition.youngest, condition.max_age + 1)):
            suits = code.min_age <= age <= code.max_age
            if suits and not any(drug.doses_for(age) and code.code not in drug.not_for for drug in drugs):
                yield f"no drug for {treatment} of a patient of {age} with {code.code}"
                break


def _read_entries(path: Path, values: Mapping[str, Any], key: str, model: type[Model]) -> list[Model]:
    """Read a list of entries that have a name each, and no name twice."""
    entries = values.get(key)
    if not isinstance(entries, list) or not entries:
        raise ConfigError(f"{path.name}: {key}: a list of entries is missing")
    names = [entry.get("name", f"entry {number}") for number, entry in enumerate(entries, 1)]
    _refuse_twice(path, names)
    return [
        checked(model, entry, path=path, entry=f"{key}: {name}")
        for name, entry in zip(names, entries, strict=True)
    ]


def _refuse_twice(path: Path, names: Iterable[str]) -> None:
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise ConfigError(f"{path.name}: {', '.join(twice)}: more than once")


def _read_payers(path: Path) -> tuple[Payer, ...]:
    payers = tuple(_read_entries(path, read_toml(path), "payers", Payer))
    if missing := set(get_args(PayerKind)) - {payer.kind for payer in payers}:
        raise ConfigError(f"{path.name}: no payer of kind {', '.join(sorted(missing))}")
    return payers


def _read_states(path: Path) -> tuple[State, ...]:
    """Read the states by code; every area code belongs to one state."""
    states = tuple(
        checked(State, {"code": code, **entry}, path=path, entry=code)
        for code, entry in sorted(read_toml(path).items())
    )
    _refuse_twice(path, [state.name for state in states])
    _refuse_twice(path, [area_code for state in states for area_code in state.area_codes])
    return states


def _read_hospital_names(path: Path) -> tuple[HospitalName, ...]:
    """Read the patterns; one with {part}s becomes one for each of their values, sharing its weight."""
    values = read_toml(path)
    parts: dict[str, list[str]] = values.get("parts", {})
    names: list[HospitalName] = []
    for number, entry in enumerate(values.get("patterns", []), 1):
        pattern = checked(HospitalName, entry, path=path, entry=f"patterns: entry {number}")
        fields = {field for _, field, _, _ in Formatter().parse(pattern.text) if field}
        if unknown := fields - PLACE_FIELDS - set(parts):
            raise ConfigError(f"{path.name}: {pattern.text}: no parts for {', '.join(sorted(unknown))}")
        used = sorted(fields & set(parts))
        choices = list(product(*(parts[part] for part in used)))
        places = {field: f"{{{field}}}" for field in PLACE_FIELDS}
        names.extend(
            HospitalName(
                text=pattern.text.format(**places, **dict(zip(used, choice, strict=True))),
                weight=pattern.weight / len(choices),
            )
            for choice in choices
        )
    _refuse_twice(path, [name.text for name in names])
    return tuple(names)
