"""The command briefing: one page a hospital, for the morning."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from dataclasses import dataclass
from pathlib import Path

import typer

from healthgen_db.cli.command import GENERAL, MOMENT, OUTPUT, DatabaseCommand
from healthgen_db.cli.out_file import check_out, write_out
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option


@dataclass(frozen=True, kw_only=True)
class Briefing(DatabaseCommand):
    """Write the morning page of a hospital: what changed, what is red, the next 24 hours, what to do."""

    example = (
        "[bold]Example[/bold]\n\nhealthgen briefing --as-of 2026-11-20T07:00 --format html --out page.html"
    )

    hospital: str | None = option(
        None,
        "Number of a hospital, a part of its name, or all. Without it: the largest one.",
        panel=GENERAL,
    )
    as_of: str | None = option(
        None,
        f"The moment of the page, which uses nothing later: {MOMENT}. Without it: the end of the dataset's today.",
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    form: str | None = option(
        None,
        "Format of the page: Markdown, HTML or JSON. Without it: that of the ending of --out, or md.",
        flags=("--format",),
        pattern="md|html|json",
        words="md, html or json",
        metavar="md|html|json",
        panel=OUTPUT,
    )
    out: Path | None = option(None, "Write the page into this file.", metavar="FILE", panel=OUTPUT)

    def run(self) -> None:
        """Make the pages and write them."""
        from healthgen_db.briefing.render import render
        from healthgen_db.briefing.run import run_briefing

        form = self._chosen_form()
        if self.out is not None:
            check_out(self.out)
        with self.open_target() as (target, progress):
            briefing = run_briefing(
                target.dsn, target.schema, progress, hospital=self.hospital, as_of=self.as_of
            )
            text = render(briefing.pages, form, progress)
            for note in briefing.notes:
                progress.note(note)
        if self.out is None:
            typer.echo(text, nl=False)
            return
        write_out(self.out, text)

    def _chosen_form(self) -> str:
        ending = "" if self.out is None else self.out.suffix.removeprefix(".").lower()
        form = self.form or ("json" if self.as_json else ending if ending in {"html", "json"} else "md")
        if self.as_json and form != "json":
            raise ConfigError(
                f"--json: it means --format json, but --format is {form}; leave one of the two out"
            )
        return form
