"""Maps: where patients live and where hospitals are, as dots on the borders of the states."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from math import asin, atan, cos, exp, floor, log, pi, radians, sin, sqrt, tan
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, INK, MUTED, PAPER
from healthgen_db.config.resources import resource
from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import WIDE, values
from healthgen_db.report.words import counted, decimal, listed, share, whole

HEIGHT = 400
LARGEST_DOT = 500
EARTH_MILES = 3_958.8
# Hospitals in so few states are shown with the region around them instead of the whole country.
MOST_STATES_OF_A_REGION = 3
# The region has the nearest of this share of the patients.
SHARE_OF_A_REGION = 0.8
MARGIN = 0.06
MOST_PLACES = 60
# More hospitals than this have one dot for all of a region of a degree.
MOST_DOTS_OF_HOSPITALS = 300
CAPITAL = "DC"


@dataclass(frozen=True)
class View:
    """What a map shows: a projection of Vega, and the limits in degrees; None for the whole country."""

    projection: dict[str, Any]
    limits: tuple[float, float, float, float] | None
    """West, south, east, north."""

    def has(self, row: Row) -> bool:
        """Return whether a place is on the map."""
        if self.limits is None:
            return True
        west, south, east, north = self.limits
        return bool(west <= row["longitude"] <= east and south <= row["latitude"] <= north)


def _places(facts: Facts) -> Content | None:
    places = [row | {"patients": int(row["patients"])} for row in facts.rows["places"]]
    hospitals = [row for row in facts.rows["hospital_places"] if row["longitude"] is not None]
    if not places:
        return None
    states = facts.rows["states"]
    first = states[0]
    total = sum(row["patients"] for row in places)
    by_state = Table(
        "Patients and hospitals by state",
        (
            Column("name", "State"),
            Column("patients", "Patients", whole),
            Column("share", "Share of patients"),
            Column("hospitals", "Hospitals", whole),
            Column("visits", "Visits there", whole),
        ),
        [row | {"share": share(row["patients"], total)} for row in states],
    )
    with_hospitals = {row["state"] for row in hospitals}
    if hospitals and len(with_hospitals) <= MOST_STATES_OF_A_REGION:
        return _region(places, hospitals, total, by_state)
    return Content(
        finding=f"Patients live in {_number_of_states(states)}, more in {first['name']} than in any other"
        f" ({share(first['patients'], total)})",
        figures=[_country(places, total, by_state), *_hospitals_of_the_country(hospitals, by_state)],
    )


def _number_of_states(rows: Rows) -> str:
    lived_in = {row["state"] for row in rows if row["patients"]}
    states = counted(len(lived_in - {CAPITAL}), "state", "states")
    return f"{states} and the District of Columbia" if CAPITAL in lived_in else states


def _country(places: Rows, total: int, by_state: Table) -> Figure:
    largest = places[0]
    return Figure(
        title=f"The largest dot is around {largest['place']}, with"
        f" {counted(largest['patients'], 'patient', 'patients')}",
        chart=_map(_dots(places, "patients", "patients"), [], View({"type": "albersUsa"}, None)),
        text=f"Map of the United States with {whole(len(places))} dots for {whole(total)} patients. The most patients"
        f" live around {_top(places, 'place', 'patients')}.",
        table=by_state,
        fit=True,
        note="The area of a dot is proportional to its patients. A dot has the patients of a ZIP code, or of half a"
        " degree of longitude and latitude if there are many ZIP codes.",
    )


def _hospitals_of_the_country(hospitals: Rows, by_state: Table) -> list[Figure]:
    if not hospitals:
        return []
    rows = [row | {"place": row["hospital"]} for row in hospitals]
    busiest = rows[0]
    if not busiest["visits"]:
        return []
    together = len(rows) > MOST_DOTS_OF_HOSPITALS
    dots = _together(rows) if together else rows
    return [
        Figure(
            title=f"{busiest['hospital']} in {busiest['town']} is the busiest of"
            f" {counted(len(rows), 'hospital', 'hospitals')}, with {counted(busiest['visits'], 'visit', 'visits')}",
            chart=_map(_dots(dots, "visits", "visits"), [], View({"type": "albersUsa"}, None)),
            text=f"Map of the United States with {whole(len(rows))} hospitals. The busiest are"
            f" {_top(rows, 'hospital', 'visits')}.",
            table=Table("Hospitals by state", by_state.columns, by_state.rows),
            fit=True,
            note="The area of a dot is proportional to the visits of "
            + ("all hospitals in a degree of longitude and latitude." if together else "the hospital."),
        )
    ]


def _together(hospitals: Rows) -> Rows:
    """Return a row for the hospitals of each degree: where they are on average, and their visits."""
    found: dict[tuple[int, int], Rows] = {}
    for row in hospitals:
        found.setdefault((floor(row["longitude"]), floor(row["latitude"])), []).append(row)
    return [
        {
            "place": f"{counted(len(rows), 'hospital', 'hospitals')} around {rows[0]['town']}",
            "longitude": sum(row["longitude"] for row in rows) / len(rows),
            "latitude": sum(row["latitude"] for row in rows) / len(rows),
            "visits": sum(row["visits"] for row in rows),
        }
        for rows in found.values()
    ]


def _top(rows: Rows, name: str, value: str) -> str:
    return listed(f"{row[name]} ({whole(row[value])})" for row in rows[:5])


def _region(places: Rows, hospitals: Rows, total: int, by_state: Table) -> Content:
    """Return one map of the hospitals and of the patients around them."""
    near = sorted(
        (row | {"miles": min(_miles(row, each) for each in hospitals)} for row in places),
        key=lambda row: float(row["miles"]),
    )
    half, local = _nearest(near, 0.5 * total), _nearest(near, SHARE_OF_A_REGION * total)
    view = _view([*local, *hospitals])
    shown = [row for row in near if view.has(row)]
    on_it = sum(row["patients"] for row in shown)
    name = hospitals[0]["hospital"] if len(hospitals) == 1 else f"the nearest of {len(hospitals)} hospitals"
    miles = decimal(half[-1]["miles"])
    ordered = sorted(near, key=lambda row: -row["patients"])[:MOST_PLACES]
    elsewhere = total - on_it
    return Content(
        finding=f"Half of the patients live within {miles} miles of {name}",
        figures=[
            Figure(
                title=f"{share(on_it, total)} of the patients live on this map, more in {ordered[0]['place']} than in"
                " any other place",
                chart=_map(_dots(shown, "patients", "patients"), hospitals, view),
                text=f"Map of the region around {listed(row['hospital'] for row in hospitals[:7])}, with"
                f" {whole(len(shown))} dots for {whole(on_it)} patients. The most live in"
                f" {_top(ordered, 'place', 'patients')}.",
                table=Table(
                    f"The {len(ordered)} places with the most patients",
                    (
                        Column("place", "Place"),
                        Column("patients", "Patients", whole),
                        Column("share", "Share of patients"),
                        Column("miles", "Miles to the nearest hospital", decimal),
                    ),
                    [row | {"share": share(row["patients"], total)} for row in ordered],
                ),
                fit=True,
                note="The area of a dot is proportional to its patients; squares are hospitals."
                + (
                    f" {counted(elsewhere, 'patient lives', 'patients live')} outside the map."
                    if elsewhere
                    else ""
                ),
            )
        ],
        folded=[by_state],
    )


def _nearest(near: Rows, patients: float) -> Rows:
    """Return the first places that have so many patients together."""
    found: Rows = []
    for row in near:
        found.append(row)
        patients -= row["patients"]
        if patients <= 0:
            break
    return found


def _miles(one: Row, other: Row) -> float:
    """Return the distance of two places over the surface of the earth."""
    north, north_too = radians(one["latitude"]), radians(other["latitude"])
    east = radians(one["longitude"] - other["longitude"])
    half = sin((north - north_too) / 2) ** 2 + cos(north) * cos(north_too) * sin(east / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(min(half, 1)))


def _view(rows: Rows) -> View:
    """Return the view that has all places, with a margin, in the Mercator projection."""
    west, east = (pick(row["longitude"] for row in rows) for pick in (min, max))
    south, north = (pick(row["latitude"] for row in rows) for pick in (min, max))
    center = ((west + east) / 2, (south + north) / 2)
    # One place alone would have no size.
    wide = max(radians(east - west), 0.002) * (1 + 2 * MARGIN)
    high = max(_mercator(north) - _mercator(south), 0.002) * (1 + 2 * MARGIN)
    scale = min(WIDE / wide, HEIGHT / high)
    half_wide, half_high = WIDE / scale / 2, HEIGHT / scale / 2
    limits = (
        center[0] - half_wide * 180 / pi,
        _latitude(_mercator(center[1]) - half_high),
        center[0] + half_wide * 180 / pi,
        _latitude(_mercator(center[1]) + half_high),
    )
    projection = {
        "type": "mercator",
        "center": list(center),
        "scale": scale,
        "translate": [WIDE / 2, HEIGHT / 2],
        "clipExtent": [[0, 0], [WIDE, HEIGHT]],
    }
    return View(projection, limits)


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))


def _latitude(height: float) -> float:
    return (2 * atan(exp(height)) - pi / 2) * 180 / pi


def _dots(rows: Rows, value: str, unit: str) -> Any:  # noqa: ANN401 - an Altair type
    dots = [
        {
            "longitude": row["longitude"],
            "latitude": row["latitude"],
            "n": row[value],
            "said": f"{row['place']}: {whole(row[value])} {unit}",
        }
        for row in rows
        if row[value]
    ]
    size = alt.Size("n:Q", scale=alt.Scale(range=[0, LARGEST_DOT], zero=True), legend=None)
    return (
        alt.Chart(values(dots))
        .mark_circle(aria=True, color=ACCENT, opacity=0.5, stroke=PAPER, strokeWidth=0.3)
        .encode(longitude="longitude:Q", latitude="latitude:Q", size=size, description="said:N")
    )


def _map(dots: Any, hospitals: Rows, view: View) -> Any:  # noqa: ANN401 - Altair types
    """Return dots, and hospitals as squares, on the borders of the states."""
    file = "state_borders.json.gz" if view.limits is None else "state_borders_near.json.gz"
    borders = alt.InlineData(
        values=json.loads(gzip.decompress(resource("data", file).read_bytes())),
        format=alt.TopoDataFormat(type="topojson", mesh="states"),
    )
    layers = [alt.Chart(borders).mark_geoshape(filled=False, stroke=MUTED, strokeWidth=0.4), dots]
    if hospitals:
        squares = [
            {
                "longitude": row["longitude"],
                "latitude": row["latitude"],
                "hospital": row["hospital"],
                "said": f"{row['hospital']}, {row['town']}: {whole(row['visits'])} visits",
            }
            for row in hospitals
        ]
        base = alt.Chart(values(squares)).encode(longitude="longitude:Q", latitude="latitude:Q")
        layers.append(base.mark_square(aria=True, color=INK, opacity=1, size=40).encode(description="said:N"))
        if len(hospitals) == 1:
            name = base.encode(text="hospital:N")
            place: dict[str, Any] = {"align": "left", "dx": 8, "fontWeight": "bold", "fontSize": 11}
            # The name has to be readable above the dots.
            layers.append(
                name.mark_text(**place, color=PAPER, stroke=PAPER, strokeWidth=4, strokeJoin="round")
            )
            layers.append(name.mark_text(**place, color=INK))
    return alt.layer(*layers).project(**view.projection).properties(width=WIDE, height=HEIGHT)


PLACES = Section(
    "places",
    "Patients and hospitals",
    _places,
    ("places", "hospital_places", "states"),
    without="no patients",
)
