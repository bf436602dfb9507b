"""The specialties of doctors: what each covers, and which specialties the doctors of a hospital have."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.catalog.codes import Name
from healthgen_db.world.catalog.entries import MONITORING, Condition
from healthgen_db.world.data_files import Entry, checked, overlaid, read_toml
from healthgen_db.world.draws import Draws, Floats, Ints


class Specialty(Entry):
    """A specialty, and the conditions it covers, each with a list of treatments; an empty list means all.

    Generalists also treat what no specialist of their hospital treats.
    """

    name: Name
    weight: float = Field(gt=0)
    generalist: bool = False
    conditions: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    procedures_only: tuple[Name, ...] = ()


class SpecialtyFile(Entry):
    """The content of specialties.toml."""

    specialties: tuple[Specialty, ...] = Field(min_length=1)


class Specialties:
    """The specialties of the catalog's doctors. The id of a specialty is its index + 1; the first is the generalist.

    names: of the specialties
    weights: float64, shape (specialties,), relative number of doctors
    covered: for each specialty, pairs of index of the condition and name of the treatment; all of them for generalists
    treats: bool, shape (specialties, conditions, 2), whether it treats patients of the condition without and with its
        procedure, as its list says
    """

    def __init__(self, path: Path, catalog: Catalog) -> None:
        entries = _read_specialties(path, catalog).specialties
        if not entries[0].generalist or any(entry.generalist for entry in entries[1:]):
            raise ConfigError(
                f"{path.name}: the first specialty, and no other one, must have generalist = true"
            )
        conditions = {condition.name: condition for condition in catalog.conditions}
        self.names = [entry.name for entry in entries]
        self.weights = np.array([entry.weight for entry in entries])
        self.covered: list[list[tuple[int, str]]] = []
        self.treats = np.zeros((len(entries), len(conditions), 2), dtype=np.bool_)
        numbers = {name: number for number, name in enumerate(conditions)}
        for row, entry in enumerate(entries):
            if unknown := set(entry.conditions) - set(conditions):
                raise ConfigError(
                    f"{path.name}: {entry.name}: there is no condition {', '.join(sorted(unknown))}"
                )
            if unknown := set(entry.procedures_only) - set(entry.conditions):
                raise ConfigError(
                    f"{path.name}: {entry.name}: procedures_only: {', '.join(sorted(unknown))} is not listed"
                )
            for name, treatments in entry.conditions.items():
                if wrong := set(treatments) - set(conditions[name].roles):
                    raise ConfigError(
                        f"{path.name}: {entry.name}: {name} has no treatment {', '.join(sorted(wrong))}"
                    )
                covered = set(treatments or conditions[name].roles)
                without, with_procedure = _treats(conditions[name], covered)
                self.treats[row, numbers[name]] = (
                    without and name not in entry.procedures_only,
                    with_procedure,
                )
            given = dict.fromkeys(conditions, ()) if entry.generalist else entry.conditions
            self.covered.append(
                [
                    (numbers[name], treatment)
                    for name, some in given.items()
                    for treatment in some or conditions[name].roles
                ]
            )

    def of_doctors(self, draws: Draws, hospital_key: Ints, own: Ints, sigma: float) -> Ints:
        """Return the specialties of the doctors, hospital after hospital: a generalist, then the most needed.

        hospital_key: draw key of each hospital; own: number of its own doctors; sigma: how much hospitals differ

        Each next doctor has the specialty with the largest weight for each doctor, as seats go to parties by the method
        of D'Hondt; the weights differ between hospitals.
        """
        numbers = np.arange(len(self.names), dtype=np.int64)
        chosen: list[int] = []
        for key, count in zip(hospital_key, own, strict=True):
            factor = np.exp(sigma * draws.normal("hospital.specialties", key * len(self.names) + numbers))
            weights, doctors = self.weights * factor, np.zeros(len(self.names))
            doctors[0] = 1
            chosen.append(0)
            for _ in range(count - 1):
                best = int(np.argmax(weights / (doctors + 1)))
                doctors[best] += 1
                chosen.append(best)
        return np.array(chosen, dtype=np.int64)


def _read_specialties(path: Path, catalog: Catalog) -> SpecialtyFile:
    """Read the specialties, with the additions of the catalog: what their entries give replaces or completes ours."""
    values = read_toml(path)
    for folder in catalog.folders[1:]:
        additions = {entry["name"]: entry for entry in read_toml(folder / path.name)["specialties"]}
        values["specialties"] = [
            overlaid(entry, additions.get(entry.get("name"), {})) for entry in values["specialties"]
        ]
    return checked(SpecialtyFile, values, path=path)


def _treats(condition: Condition, covered: set[str]) -> tuple[bool, bool]:
    """Return whether doctors who cover these treatments treat patients without and with the procedure."""
    follow_ups = set(condition.follow_ups or (condition.primary, condition.secondary, MONITORING))
    if condition.procedure is None:
        return (set(condition.first_treatments) | follow_ups <= covered,) * 2
    procedure = condition.procedure.treatment
    others = set(condition.first_treatments) - {procedure}
    return others | follow_ups <= covered, follow_ups | {procedure} <= covered


@cache
def load_specialties(catalog: Catalog, path: Path | None = None) -> Specialties:
    """Read the shipped specialties. Raises ConfigError that names the file, the entry and what is wrong."""
    return Specialties(path or resource("data", "specialties.toml"), catalog)


def pools(
    specialty: Ints, hospital: Ints, hospitals: int, weight: Floats, treats: NDArray[np.bool_]
) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Return who can treat whom: for each pool, the workplaces and the upper edges of their shares of patients.

    The third result says whether somebody at a hospital has the specialty: shape (hospitals, conditions * 2).

    specialty, hospital, weight: of each workplace, sorted by hospital; treats: as Specialties.treats

    Pool (hospital * conditions + condition) * 2 + procedure has the workplaces with edges above its number, up to its
    number + 1. Doctors treat what their specialty lists; where nobody at a hospital does, its generalists do.
    """
    wide = treats.reshape(treats.shape[0], -1)
    listed = wide[specialty]
    start = np.searchsorted(hospital, np.arange(hospitals))
    has_one = np.logical_or.reduceat(listed, start, axis=0)
    able = np.where(has_one[hospital], listed, (specialty == 0)[:, None])
    place, need = np.nonzero(able)
    pool = hospital[place] * wide.shape[1] + need
    order = np.argsort(pool, kind="stable")
    place, pool = place[order], pool[order]
    below = np.cumsum(weight[place])
    first = np.searchsorted(pool, pool)
    before = below[first] - weight[place][first]
    last = np.searchsorted(pool, pool, side="right") - 1
    share = (below - before) / (below[last] - before)
    share[last] = 1.0
    return place, pool + share, has_one
