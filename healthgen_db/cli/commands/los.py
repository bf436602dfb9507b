"""The commands of healthgen los: lengths of inpatient stays, predicted by a model."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from healthgen_db.cli.command import GENERAL, MOMENT, OUTPUT, DatabaseCommand
from healthgen_db.cli.out_file import write_out
from healthgen_db.config.fields import option


@dataclass(frozen=True, kw_only=True)
class Train(DatabaseCommand):
    """Train a model on the stays that are over, test it on the latest ones, and store it with its card.

    It needs the extra ml: uv run --extra ml healthgen los train.
    """

    example = "[bold]Example[/bold]\n\nhealthgen los train --alert-share 0.1"

    as_of: str | None = option(
        None,
        f"The cut: nothing that happened later is used; {MOMENT}. Without it: the end of the dataset's today.",
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    alert_share: float = option(
        0.15,
        "The workload of alerts: the share of new stays that are to be CRITICAL, and of those to be HIGH.",
        limits=(0.01, 0.45),
        panel=GENERAL,
    )
    features: str | None = option(
        None,
        "Only these features at admission, with commas between them. Without it: all that are known then.",
        metavar="LIST",
        panel=GENERAL,
    )
    seed: int = option(42, "Same seed and dataset, same predictions.", limits=(0, 2**32 - 1), panel=GENERAL)

    def run(self) -> None:
        """Train a model and show its card."""
        from healthgen_db.cli.show.los import trained_screen, trained_values
        from healthgen_db.config.extras import require_extra

        require_extra("ml", "healthgen los train")
        from healthgen_db.models.length_of_stay.features import AT_ADMISSION
        from healthgen_db.models.length_of_stay.train import train

        names = AT_ADMISSION if self.features is None else tuple(map(str.strip, self.features.split(",")))
        with self.open_target() as (target, progress):
            trained = train(
                target.dsn,
                target.schema,
                progress,
                as_of=self.as_of,
                features=names,
                seed=self.seed,
                alert_share=self.alert_share,
            )
        self.show(trained_values(trained), trained_screen(trained))


@dataclass(frozen=True, kw_only=True)
class Predict(DatabaseCommand):
    """Predict for all inpatients in house who leaves soon, and who will stay long.

    The predictions also go into the table los_predictions; the view los_alerts has one row for each stay with an alert.
    It needs the extra ml: uv run --extra ml healthgen los predict.
    """

    example = "[bold]Example[/bold]\n\nhealthgen los predict --as-of 2026-11-20T07:00"

    hospital: str | None = option(
        None,
        "Number of a hospital, or a part of its name. Without it: all that are at work.",
        panel=GENERAL,
    )
    as_of: str | None = option(
        None,
        f"The moment of the prediction: {MOMENT}. Without it: the end of the dataset's today.",
        metavar="TIMESTAMP",
        panel=GENERAL,
    )
    model: int | None = option(
        None,
        "Number of the model. Without it: the newest one that has learned from nothing later than the moment.",
        panel=GENERAL,
    )

    def run(self) -> None:
        """Predict and show alerts and expected discharges."""
        from healthgen_db.cli.show.los import predicted_screen, predicted_values
        from healthgen_db.config.extras import require_extra

        require_extra("ml", "healthgen los predict")
        from healthgen_db.models.length_of_stay.predict import predict

        with self.open_target() as (target, progress):
            predicted = predict(
                target.dsn,
                target.schema,
                progress,
                hospital=self.hospital,
                as_of=self.as_of,
                model_id=self.model,
            )
            if predicted.reason_not_recorded is not None:
                progress.note(
                    f"the predictions are not written into los_predictions: {predicted.reason_not_recorded}"
                )
        self.show(predicted_values(predicted), predicted_screen(predicted))


@dataclass(frozen=True, kw_only=True)
class Report(DatabaseCommand):
    """Show the card of a model, and how its predictions compare with what has happened since."""

    example = "[bold]Example[/bold]\n\nhealthgen los report --out card.md"

    model: int | None = option(None, "Number of the model. Without it: the newest one.", panel=GENERAL)
    out: Path | None = option(
        None, "Write the report into this file, in Markdown.", metavar="FILE", panel=OUTPUT
    )

    def run(self) -> None:
        """Read the model and its scores and show them."""
        from healthgen_db.cli.show.los import report_values
        from healthgen_db.models.length_of_stay.report import report

        with self.open_target() as (target, _):
            found = report(target.dsn, target.schema, self.model)
        screen = found.markdown
        if self.out is not None:
            write_out(self.out, found.markdown)
            screen = f"written: {self.out}"
        self.show(report_values(found), screen)
