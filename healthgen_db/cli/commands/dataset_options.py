"""Options that all commands have which make a dataset."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from healthgen_db.cli.command import HOW, INTERRUPTED, VIOLATIONS, Command, complain
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.fields import option
from healthgen_db.config.options import Config

if TYPE_CHECKING:
    from healthgen_db.loading.load_options import LoadResult

LONGEST_LOCK_TIMEOUT = 2_000_000  # the server counts milliseconds in 31 bits


def _presets() -> list[str]:
    from healthgen_db.config.sources import preset_names

    return preset_names()


@dataclass(frozen=True, kw_only=True)
class DatasetCommand(Command):
    """The base of commands that make a dataset: what is in it."""

    given: Mapping[str, Any] = field(default_factory=dict)
    """The options of Config on the command line."""
    preset: str | None = option(
        None,
        "A named set of options; healthgen presets lists them. Options on the command line win.",
        offered=_presets,
    )
    config: Path | None = option(
        None,
        "A file of options, such as [bold]patients = 5000[/bold]. Options on the command line win.",
        metavar="FILE.toml",
    )
    block_size: int | None = option(
        None,
        "Patients that a worker computes at a time; more patients take more memory.",
        limits=(1, 1_000_000),
        default="16384",
        panel=HOW,
    )

    def built_config(self) -> Config:
        """Return the options of the dataset. Raises ConfigError."""
        from healthgen_db.config.sources import build_config

        return build_config(self.given, preset=self.preset, file=self.config)


@dataclass(frozen=True, kw_only=True)
class PublishingCommand(DatasetCommand):
    """The base of commands that publish a dataset in PostgreSQL: how it is done."""

    restart: bool = option(False, "Drop an unfinished load and begin again.", panel=HOW)
    replace: bool = option(
        False,
        "Publish even if this drops objects that healthgen did not create: tables, views, policies, comments.",
        panel=HOW,
    )
    no_validate: bool = option(False, "Publish without checking the rules.", panel=HOW)
    strict: bool = option(
        False, "Count warnings, such as a metric outside its band, as violations.", panel=HOW
    )
    lock_timeout: float = option(
        30.0,
        "How long publishing waits for sessions that hold locks on the old dataset.",
        limits=(0.001, LONGEST_LOCK_TIMEOUT),
        metavar="SECONDS",
        panel=HOW,
    )

    def publishing(self) -> dict[str, Any]:
        """Return these options as arguments of healthgen_db.load(). Raises ConfigError."""
        if self.strict and self.no_validate:
            raise ConfigError("--strict: --no-validate gives no warnings to count; leave one of the two out")
        return {
            "block_size": self.block_size,
            "restart": self.restart,
            "replace": self.replace,
            "check_rules": not self.no_validate,
            "strict": self.strict,
            "lock_timeout": self.lock_timeout,
        }

    def report(self, result: LoadResult, hints: Mapping[str, Any], config: Config) -> None:
        """Show what was loaded. A dataset that was not published ends the command with exit code 1."""
        from healthgen_db.cli.show.load import load_screen, load_values

        self.show(load_values(result, hints, config.seed), load_screen(result, hints, config.seed))
        if result.rows.get("visits") == 0:
            complain(
                f"the dataset has no visit: the first admissions are on --start {config.start}, and visits appear on"
                f" their billing date; choose a --today later than {config.today}"
            )
        if not result.published:
            violated = result.validation is not None and result.validation.violated
            reason = "rows violate rules" if violated else "there are warnings, and --strict counts them"
            complain(
                f"not published: {reason}; you can look at the dataset in schema {result.schema} until you load with"
                " --restart"
            )
            raise typer.Exit(VIOLATIONS)


@contextmanager
def stopped(advice: str) -> Iterator[None]:
    """Tell a user who stops the command with Ctrl-C what is done and what to do."""
    try:
        yield
    except KeyboardInterrupt:
        complain(f"stopped; {advice}")
        raise typer.Exit(INTERRUPTED) from None
