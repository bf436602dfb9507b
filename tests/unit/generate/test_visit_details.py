"""Details of visits and bills that no metric can judge: codes, doses, and a small term of the payment chances."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from healthgen_db.config.options import Config
from healthgen_db.generate import billing
from healthgen_db.generate.block import Block, compute_block
from healthgen_db.generate.charges import CENTS
from healthgen_db.world.world import World, build_world

PATIENTS = 4_000


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(patients=PATIENTS, seed=5, today=date(2026, 6, 30)))


@pytest.fixture(scope="module")
def block(world: World) -> Block:
    return compute_block(world, 1, PATIENTS)


def visits(block: Block) -> list[dict[str, Any]]:
    """Return the visits as rows, each with the patient's gender."""
    gender = dict(
        zip(block.patients["patient_id"].to_pylist(), block.patients["gender"].to_pylist(), strict=True)
    )
    return [row | {"gender": gender[row["patient_id"]]} for row in block.visits.to_pylist()]


def test_the_code_of_a_first_visit_fits_sex_and_age(world: World, block: Block) -> None:
    weight = {code.code: code.weight_for for entry in world.catalog.conditions for code in entry.icd10}
    first = [row for row in visits(block) if row["follow_up_of"] is None]
    assert len(first) > PATIENTS
    assert all(weight[row["icd10_code"]](row["gender"], row["age"]) > 0 for row in first)


def test_the_dose_fits_the_age(world: World, block: Block) -> None:
    names = dict(enumerate(world.catalog.medications, 1))
    given = [row for row in visits(block) if row["medication_id"] is not None]
    assert sum(row["age"] < 18 for row in given) > 200
    for row in given:
        condition = world.catalog.conditions[row["condition_id"] - 1]
        drugs = [drug for drug in condition.drugs if drug.name == names[row["medication_id"]]]
        assert any(row["dosage"] in drug.doses_for(row["age"]) for drug in drugs), row


def test_uninsured_patients_pay_large_bills_on_time_less_often_and_late_more_often(world: World) -> None:
    tables = billing.BillTables(world)
    charge = int(tables.behavior.payment.large_charge * CENTS)
    zeros = np.zeros(4, dtype=np.int64)
    military = billing.KINDS.index("Military")
    kind = np.array([billing.NO_PAYER, billing.NO_PAYER, military, military])
    total = np.array([charge, charge + 1, charge, charge + 1])
    on_time, paid = billing._outcomes(tables, zeros, zeros, kind, total)
    late, never = paid - on_time, 1 - paid
    # .30 on time and the condition's late_paid, against .25 and .10 more
    late_paid = world.catalog.conditions[0].late_paid
    assert on_time[0] / late[0] == pytest.approx(0.30 / late_paid)
    assert on_time[1] / late[1] == pytest.approx(0.25 / (late_paid + 0.10))
    assert on_time[1] / never[1] == pytest.approx(0.25 / 0.30 * on_time[0] / never[0])
    assert on_time[2] == on_time[3]
    assert late[2] == late[3]
