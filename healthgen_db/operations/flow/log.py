"""What the flow has found out: patients who have left, and what happened with beds, units and ambulances."""

from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.words import BED_STATUSES

DIRTY, CLEANING, BLOCKED = range(len(BED_STATUSES))


class Log:
    """Lists that the flow appends to. They are taken and emptied after each step.

    patients: those who have left
    bed_periods: (bed, began, ended, status); ends are known before they come
    hours: (time, census, blocked beds and boarders of each unit)
    diversions: (began, ended, reason)
    """

    def __init__(self) -> None:
        self.patients: list[Patient] = []
        self.bed_periods: list[tuple[int, int, int, int]] = []
        self.hours: list[tuple[int, list[int], list[int], list[int]]] = []
        self.diversions: list[tuple[int, int, int]] = []

    def ended(self, patient: Patient) -> None:
        """Note a patient who has left the hospital."""
        self.patients.append(patient)

    def cleaned(self, bed: int, dirty: int, cleaning: int, clean: int) -> None:
        """Note from when on a bed is dirty, is cleaned, and is clean."""
        self.bed_periods.append((bed, dirty, cleaning, DIRTY))
        self.bed_periods.append((bed, cleaning, clean, CLEANING))

    def blocked(self, bed: int, begins: int, ends: int) -> None:
        """Note when a bed cannot be used."""
        self.bed_periods.append((bed, begins, ends, BLOCKED))

    def take(self) -> "Log":
        """Return everything noted so far, and begin anew."""
        taken = Log()
        vars(taken).update(vars(self))
        vars(self).update(vars(Log()))
        return taken
