"""The script of generator mutants: it tells a mutant that is noticed from one that survives or does not run.

All mutants together take too long for every run of the tests: python -m tests.mutants.generator. These take seconds.
"""

from __future__ import annotations

import dataclasses

import pytest

from tests.mutants.generator import Workshop
from tests.mutants.mutants import read_mutants

CLINIC = next(mutant for mutant in read_mutants() if mutant.dataset == "clinic")


@pytest.fixture(scope="module")
def workshop(server_dsn: str) -> Workshop:
    workshop = Workshop(server_dsn)
    workshop.load_clean("clinic")
    return workshop


def test_a_mutant_is_noticed_by_the_metric_that_leaves_its_band(workshop: Workshop) -> None:
    noticed = workshop.noticed_by(CLINIC)
    assert any(line.startswith("clinic_gender_max_deviation_pct 0 -> ") for line in noticed), noticed


def test_a_change_without_effect_survives(workshop: Workshop) -> None:
    assert workshop.noticed_by(dataclasses.replace(CLINIC, instead=f"{CLINIC.text}  # the same")) == []


def test_a_mutant_that_does_not_run_ends_the_script(workshop: Workshop) -> None:
    mutant = dataclasses.replace(CLINIC, instead="no_such_name()")
    with pytest.raises(SystemExit, match="NameError: name 'no_such_name' is not defined"):
        workshop.noticed_by(mutant)
