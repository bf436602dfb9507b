"""The command report: one page about a dataset, with charts and the tables behind them."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import MISSING, dataclass
from pathlib import Path

from healthgen_db.cli.command import OUTPUT, DatabaseCommand
from healthgen_db.cli.out_file import check_out, write_out
from healthgen_db.config.fields import option


@dataclass(frozen=True, kw_only=True)
class Report(DatabaseCommand):
    """Write one HTML page about the dataset: what it is, how good it is, and charts with their tables."""

    example = "[bold]Example[/bold]\n\nhealthgen report --out report.html"

    out: Path = option(MISSING, "Write the page into this file.", metavar="FILE", panel=OUTPUT)

    def run(self) -> None:
        """Read the dataset, write the page, and show what is on it."""
        from healthgen_db.config.extras import require_extra

        check_out(self.out)
        require_extra("report", "healthgen report")

        from healthgen_db.cli.show.report import report_screen
        from healthgen_db.report.render import render, report_values
        from healthgen_db.report.run import run_report

        with self.open_target() as (target, progress):
            report = run_report(target.dsn, target.schema, progress)
            page = render(report, progress)
        write_out(self.out, page)
        size = len(page.encode())
        values = {"file": str(self.out), "bytes": size, **report_values(report)}
        self.show(values, report_screen(report, self.out, size))
