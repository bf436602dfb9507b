"""The command doctor: what a bug report needs, and what is off."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass

import typer

from healthgen_db.cli.command import DSN_VARIABLE, WHERE, Command
from healthgen_db.config.fields import option

SOMETHING_OFF = 1


@dataclass(frozen=True, kw_only=True)
class Doctor(Command):
    """Show what a bug report needs: versions, packages, paths, disk, server, and what is off. It shows no password.

    It starts and changes nothing. Exit code 1: something is off.
    """

    dsn: str | None = option(
        None,
        "Look at this server, any libpq string. Without it, doctor looks at the embedded server.",
        envvar=DSN_VARIABLE,
        panel=WHERE,
    )

    def run(self) -> None:
        """Look at everything and show it."""
        from healthgen_db.cli.show.doctor import doctor_screen, doctor_values
        from healthgen_db.doctor.examine import examine

        sections = examine(self.dsn)
        self.show(doctor_values(sections), doctor_screen(sections))
        if any(section.problems for section in sections):
            raise typer.Exit(SOMETHING_OFF)
