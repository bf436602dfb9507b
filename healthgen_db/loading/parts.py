"""Parts of a load: the blocks that are still to be loaded, given those that the ledger has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from healthgen_db.generate.block import blocks
from healthgen_db.history.datasets import BlockRecord

__all__ = ["Part", "remaining"]


@dataclass(frozen=True)
class Part:
    """A block still to be loaded: its number in the ledger, and its patients, 1-based and inclusive."""

    block: int
    first_patient: int
    last_patient: int

    @property
    def described(self) -> str:
        """The part in words."""
        return f"block {self.block} (patients {self.first_patient} to {self.last_patient})"


def remaining(patients: int, size: int, done: Iterable[BlockRecord]) -> list[Part]:
    """Return the blocks still to be loaded: what the ledger does not cover, cut into blocks of this size."""
    records = sorted(done, key=lambda record: record.first_patient)
    number = max((record.block for record in records), default=0)
    parts = []
    begin = 1
    ranges = [(record.first_patient, record.last_patient) for record in records]
    for first, last in [*ranges, (patients + 1, patients + 1)]:
        if begin < first:
            for low, high in blocks(first - begin, size):
                number += 1
                parts.append(Part(number, begin - 1 + low, begin - 1 + high))
        begin = last + 1
    return parts
