"""A patient in the flow: what the demand asks for, and where the patient is."""

from operator import itemgetter
from typing import Any

from healthgen_db.operations.words import NEVER

NOWHERE = -1
NO_DECISION = -1

NEEDS = (
    "id",
    "registered",
    "leaves",
    "ward",
    "through_ed",
    "admits",
    "esi",
    "decision",
    "can_walk_out",
    "patience_s",
    "triage_s",
    "assess_s",
    "workup_s",
    "bed_search_s",
    "transport_s",
    "icu_after_s",
    "icu_s",
    "step_down_s",
    "moves",
    "move_after_s",
    "surgery_at",
    "surgery_s",
    "urgency",
    "intensive",
)
"""What a patient is made from, in the order of __init__. Times are seconds since 1970, durations seconds."""


class Patient:
    """One encounter of the demand, while it is in the hospital.

    The needs are as in the demand. `ward` is the kind of ward of the patient's own beds, `intensive` that of the
    intensive care beds for the patient's age. Times that have not come yet are NEVER, places NOWHERE.
    """

    __slots__ = (
        *NEEDS,
        "admitted",
        "assign_at",
        "bed",
        "bed_for",
        "bed_reason",
        "bed_requested",
        "bed_rows",
        "boards_for",
        "chose",
        "crew",
        "decided",
        "departed",
        "entered",
        "for_ward",
        "in_ed",
        "left",
        "outlier",
        "outlier_ok",
        "provider",
        "reason",
        "requested",
        "reserved",
        "room",
        "roomed",
        "row",
        "station",
        "step",
        "step_at",
        "surgery_ended",
        "surgery_started",
        "surgery_waits",
        "triaged",
        "wanted",
    )

    def __init__(self, row: int, *needs: Any) -> None:  # noqa: ANN401 - numbers of the columns of NEEDS
        (
            self.id,
            self.registered,
            self.leaves,
            self.ward,
            self.through_ed,
            self.admits,
            self.esi,
            self.decision,
            self.can_walk_out,
            self.patience_s,
            self.triage_s,
            self.assess_s,
            self.workup_s,
            self.bed_search_s,
            self.transport_s,
            self.icu_after_s,
            self.icu_s,
            self.step_down_s,
            self.moves,
            self.move_after_s,
            self.surgery_at,
            self.surgery_s,
            self.urgency,
            self.intensive,
        ) = needs
        self.row = row
        """Row of the demand, counted over all months."""
        # the emergency department
        self.in_ed = False
        self.triaged = self.roomed = self.provider = self.decided = self.departed = NEVER
        self.chose = NO_DECISION
        self.station = NOWHERE
        # the bed, the bed that is asked for, and the next step of the stay
        self.admitted = self.entered = self.bed_requested = self.requested = self.assign_at = self.step_at = (
            NEVER
        )
        self.bed = self.reserved = self.wanted = self.for_ward = self.bed_for = self.boards_for = (
            self.step
        ) = NOWHERE
        self.reason = self.bed_reason = 0
        self.bed_rows: list[tuple[int, int, int, int, int, bool]] = []
        self.outlier = self.outlier_ok = False
        # surgery
        self.room = NOWHERE
        self.crew: tuple[tuple[int, int], ...] = ()
        """(staff, shift_id) of those who operate, as SURGICAL_TEAMS; empty without a workforce."""
        self.surgery_started = self.surgery_ended = NEVER
        self.surgery_waits = False
        self.left = NEVER

    def all_bed_rows(self) -> list[tuple[int, int, int, int, int, bool]]:
        """Return the requests of beds, in order: bed, requested, entered, left, reason, outlier.

        The last ones can be open: the bed that the patient is in, and the request that waits.
        """
        rows = list(self.bed_rows)
        if self.bed != NOWHERE:
            rows.append((self.bed, self.bed_requested, self.entered, NEVER, self.bed_reason, self.outlier))
        if self.wanted != NOWHERE or self.reserved != NOWHERE:
            rows.append((NOWHERE, self.requested, NEVER, NEVER, self.reason, False))
        rows.sort(key=itemgetter(1))
        return rows
