"""The table of the matrix, as Markdown, and what differs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from tests.matrix.datasets import Digests
from tests.matrix.suite import Outcome


@dataclass
class Row:
    """What one server gave."""

    name: str
    version: str = ""
    outcome: Outcome | None = None
    """None: its tests did not run."""
    digests: dict[str, Digests] = field(default_factory=dict)
    """By dataset."""
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table, and below it the reasons of skipped tests."""
    datasets = list(dict.fromkeys(name for row in rows for name in row.digests))
    heads = ["server", "version", "passed", "failed", "skipped", *datasets, "minutes"]
    lines = [heads, ["---"] * len(heads)]
    for row in rows:
        counts = ["", "", ""]
        if row.outcome is not None:
            skipped = row.outcome.skipped.total()
            counts = [str(row.outcome.passed), str(len(row.outcome.failed)), str(skipped)]
        cells = [_digests(row.digests.get(name)) for name in datasets]
        lines.append([row.name, row.version, *counts, *cells, f"{row.seconds / 60:.1f}"])
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return "\n".join([text, "", *_skipped(rows)])


def differences(rows: Sequence[Row]) -> list[str]:
    """Return a line for each failed test, each error, and each digest that is not the one of the first server."""
    return [line for row in rows for line in _of_row(row, rows[0])]


def _of_row(row: Row, first: Row) -> Iterator[str]:
    yield from (f"{row.name}: error: {error}" for error in row.errors)
    if row.outcome is not None:
        yield from (f"{row.name}: failed: {name}" for name in row.outcome.failed)
        if not row.outcome.passed:
            yield f"{row.name}: no test passed"
    for dataset in row.digests.keys() & first.digests.keys():
        found, expected = asdict(row.digests[dataset]), asdict(first.digests[dataset])
        for kind in found:
            if found[kind] != expected[kind]:
                yield f"{row.name}: {dataset}: {kind} is {found[kind]}, and {expected[kind]} on {first.name}"


def _digests(found: Digests | None) -> str:
    return "" if found is None else f"{found.fingerprint} {found.portable} {found.files}"


def _skipped(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each reason, with the servers that have it."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        for reason, count in (row.outcome.skipped if row.outcome else {}).items():
            reasons.setdefault(reason, []).append(f"{row.name} ({count})")
    for reason, servers in sorted(reasons.items()):
        yield f"- skipped on {', '.join(servers)}: {reason}"
