"""The command kpis: key performance indicators of the hospitals at work."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import dataclass

from healthgen_db.cli.command import GENERAL, MOMENT, OUTPUT, DatabaseCommand
from healthgen_db.config.fields import option

MOST_WINDOWS = 1000


def known_window(name: str) -> str:
    """Return the kind of a window as kpi_values has it."""
    from healthgen_db.kpis.windows import KINDS

    if name not in KINDS:
        raise ValueError(f"choose from {', '.join(KINDS)}")
    return KINDS[name]


@dataclass(frozen=True, kw_only=True)
class Kpis(DatabaseCommand):
    """Compute the KPIs of hospitals at work for the last day, week, month, 28 days and 24 hours.

    The values also go into the table kpi_values.
    """

    example = "[bold]Example[/bold]\n\nhealthgen kpis --as-of 2026-11-20T07:00 --window day --departments"

    hospital: str | None = option(
        None,
        "Number of a hospital, or a part of its name. Without it: all that are at work.",
        panel=GENERAL,
    )
    window: str | None = option(
        None,
        "Only this kind of window.",
        check=known_window,
        metavar="day|24-hours|week|28-days|month",
        panel=GENERAL,
    )
    as_of: str | None = option(
        None,
        f"The moment as of which they are computed: {MOMENT}. Without it: the end of the dataset's today.",
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    history: int = option(
        1,
        "How many windows of each kind, such as 90 for the last 90 days.",
        limits=(1, MOST_WINDOWS),
        panel=GENERAL,
    )
    departments: bool = option(False, "Show the departments too.", panel=OUTPUT)

    def run(self) -> None:
        """Compute the KPIs and show them."""
        from healthgen_db.cli.show.kpis import kpis_screen, kpis_values
        from healthgen_db.kpis.run import run_kpis
        from healthgen_db.kpis.windows import KINDS

        with self.open_target() as (target, progress):
            result = run_kpis(
                target.dsn,
                target.schema,
                progress,
                hospital=self.hospital,
                kinds=tuple(KINDS.values()) if self.window is None else (self.window,),
                as_of=self.as_of,
                number=self.history,
            )
            if result.reason_not_recorded is not None:
                progress.note(f"the values are not written into kpi_values: {result.reason_not_recorded}")
        self.show(kpis_values(result), kpis_screen(result, departments=self.departments))
