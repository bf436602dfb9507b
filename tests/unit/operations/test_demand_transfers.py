"""Transfers between hospitals of a dataset: two encounters of a patient, and where they go in a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from healthgen_db.operations.words import (
    TRANSFER_MODES,
    TRANSFER_REASONS,
)
from tests.unit.operations.demands import (
    INPATIENT,
    TRANSFER,
    demand,
    kinds,
    rows,
    world_of,
)


def test_some_patients_come_from_another_hospital_of_the_dataset() -> None:
    found = demand(patients=20_000, zip_target=300)
    _, _, legs = kinds(found)
    sent = rows(found, legs)
    receiving = rows(found, found["other_encounter"] > 0)
    receiving = rows(receiving, ~kinds(receiving)[2])
    assert sent["leaves"].size > 20
    assert sorted(sent["other_encounter"]) == sorted(receiving["encounter_id"])
    assert sorted(sent["encounter_id"]) == sorted(receiving["other_encounter"])
    sent = rows(sent, np.argsort(sent["other_encounter"]))
    receiving = rows(receiving, np.argsort(receiving["encounter_id"]))
    assert (sent["hospital"] != receiving["hospital"]).all()
    assert (sent["registered"] < sent["leaves"]).all()
    assert (sent["leaves"] < receiving["registered"]).all()
    assert (receiving["facility"] == 0).all()
    assert (receiving["mode"] == TRANSFER).all()
    assert (sent["transfer_care"] == receiving["transfer_care"]).all()


def test_transfers_of_a_network_stay_in_it_and_go_to_larger_hospitals() -> None:
    options: dict[str, Any] = {"patients": 12_000, "conditions": "full", "hospital_state": "PA"}
    found = demand(**options, hospitals=7)
    size = world_of(**options, hospitals=7).facilities.hospitals.size
    sent = rows(found, kinds(found)[2])
    order = np.argsort(found["encounter_id"])
    place = order[np.searchsorted(found["encounter_id"], sent["other_encounter"], sorter=order)]
    sender, receiver = sent["hospital"], found["hospital"][place]
    assert (sender != receiver).all()
    assert (size[receiver] > size[sender]).mean() > 0.75
    way = found["registered"][place] - sent["leaves"]
    assert (way == sent["way_s"]).all()
    assert (way == found["way_s"][place]).all()
    # minutes; the way of two hospitals is the same in both directions, and nobody is flown over it
    assert 5 < np.median(way) / 60 < 60
    assert len(set(way)) <= 7 * 6 / 2
    assert (sent["transfer_mode"] != TRANSFER_MODES.index("helicopter")).all()
    assert set(sender) == set(receiver) == set(range(7))
    later = [TRANSFER_REASONS.index(name) for name in ("post-acute care", "psychiatric care")]
    outside = (found["facility"] > 0) & ~np.isin(found["transfer_reason"], later)
    away = outside & (found["mode"] != TRANSFER)
    came = outside & (found["mode"] == TRANSFER)
    assert sent["hospital"].size > 1.5 * max(away.sum(), came.sum())
    inpatients = found["klass_admitted"] == INPATIENT
    share = [(found["mode"] == TRANSFER)[inpatients & (found["hospital"] == each)].mean() for each in (0, 6)]
    assert share[0] > 2 * share[1]
