"""Commands that list what healthgen contains and need no server: rules, presets."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import asdict, dataclass

from healthgen_db.cli.command import GENERAL, Command
from healthgen_db.config.fields import option


@dataclass(frozen=True, kw_only=True)
class Rules(Command):
    """List the rules and metrics that healthgen checks for every dataset."""

    operations: bool = option(False, "List those of a dataset with --operations too.", panel=GENERAL)
    coverage: bool = option(
        False, "Show which check tests each promise of the reference model.", panel=GENERAL
    )

    def run(self) -> None:
        """Read the files and list them."""
        from healthgen_db.checks.coverage import read_coverage
        from healthgen_db.checks.folders import check_folders
        from healthgen_db.cli.show.lists import checks_screen, checks_values, coverage_screen

        if self.coverage:
            promises = read_coverage()
            self.show({"promises": [asdict(each) for each in promises]}, coverage_screen(promises))
        else:
            found = check_folders(["hospitals"] if self.operations else [])
            self.show(checks_values(*found), checks_screen(*found))


class Presets(Command):
    """List the presets: named sets of options for healthgen load --preset."""

    def run(self) -> None:
        """Read the files and list them."""
        from healthgen_db.cli.show.lists import presets_screen, presets_values

        values = presets_values()
        self.show(values, presets_screen(values))
