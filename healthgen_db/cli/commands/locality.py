"""Options of a dataset with one hospital: where it stands, and where its patients come from."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "HospitalName",
    "HospitalState",
    "HospitalZipcode",
    "LocalDecay",
    "LocalShare",
    "LocalTopN",
    "OutstateNeighborShare",
    "SingleHospital",
]

LOCALITY = "One hospital"

SingleHospital = Annotated[
    bool | None,
    typer.Option(
        "--single-hospital",
        help="One hospital for the whole dataset, with its patients around it. Without the options below, it "
        "stands in a populous place of the pool.",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
HospitalName = Annotated[
    str | None,
    typer.Option(
        help="Its name. \\[default: generated]", metavar="NAME", show_default=False, rich_help_panel=LOCALITY
    ),
]
HospitalState = Annotated[
    str | None,
    typer.Option(
        help="Its state, such as NY; makes the dataset one of a single hospital by itself.",
        metavar="STATE",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
HospitalZipcode = Annotated[
    str | None,
    typer.Option(
        help="Its ZIP code, one of the pool and of its state. \\[default: a populous one there]",
        metavar="ZIPCODE",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
LocalShare = Annotated[
    float | None,
    typer.Option(
        help="Share of patients who live in its state. \\[default: 0.83]",
        metavar="0..1",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
LocalTopN = Annotated[
    int | None,
    typer.Option(
        help="How many of the nearest ZIP codes in the state its patients come from; --zip-target says how many "
        "ZIP codes are used in all. \\[default: 600]",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
LocalDecay = Annotated[
    float | None,
    typer.Option(
        help="Miles after which a person's chance to come has fallen to 37 %: weight exp(-miles / decay), so "
        "smaller is tighter. \\[default: 15]",
        metavar="MILES",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
OutstateNeighborShare = Annotated[
    float | None,
    typer.Option(
        help="Of the patients from other states, the share from states that border on its own. \\[default: 0.6]",
        metavar="0..1",
        show_default=False,
        rich_help_panel=LOCALITY,
    ),
]
