"""The command reconcile: proves that silver and gold tell what the warehouse told."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import dataclass

import typer

from healthgen_db.cli.command import GENERAL, OUTPUT, VIOLATIONS, WHERE, DatabaseCommand
from healthgen_db.config.fields import option

MOST_EXAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class Reconcile(DatabaseCommand):
    """Compare what was ingested with the warehouse that sent it: every stay, move, event and KPI.

    Each difference has a reason, such as: not sent yet, or irreparable, as the answers of a dirty stream say. The exit
    code is 1 if a row is LOST or UNEXPLAINED.
    """

    example = "[bold]Example[/bold]\n\nhealthgen reconcile --examples 10"

    ingested: str | None = option(
        None,
        "Prefix of the schemas that healthgen ingest filled, which is its --schema. Without it: the same as --schema.",
        metavar="NAME",
        panel=WHERE,
    )
    target: str | None = option(
        None,
        "The receiver that ingest read from, as healthgen stream --to names it. Needed if messages came from several"
        " streams.",
        flags=("--to",),
        metavar="TARGET",
        panel=GENERAL,
    )
    hospital: str | None = option(
        None, "Only this hospital: its number, or a part of its name.", panel=GENERAL
    )
    no_kpis: bool = option(
        False, "Leave out the KPIs, which take most of the time of a long stream.", panel=GENERAL
    )
    examples: int = option(
        3, "Most examples for each relation and reason.", limits=(0, MOST_EXAMPLES), panel=OUTPUT
    )

    def run(self) -> None:
        """Compare, show the result, and exit with 1 for differences that nothing explains."""
        from healthgen_db.cli.show.reconcile import reconciled_screen, reconciled_values
        from healthgen_db.stream.reconcile.run import reconcile

        with self.open_target() as (target, progress):
            result = reconcile(
                target.dsn,
                target.schema,
                progress,
                ingested=self.ingested,
                target=self.target,
                hospital=self.hospital,
                kpis=not self.no_kpis,
                number=self.examples,
            )
        self.show(reconciled_values(result), reconciled_screen(result))
        if not result.ok:
            raise typer.Exit(VIOLATIONS)
