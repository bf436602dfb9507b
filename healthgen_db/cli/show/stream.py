"""What the command stream reports: how many messages it has sent, how far, and what comes next."""

from typing import Any

from rich.console import RenderableType

from healthgen_db.cli.show.tables import table
from healthgen_db.stream.source.run import Streamed


def stream_values(result: Streamed) -> dict[str, Any]:
    """Return the report as JSON values."""
    return {
        "to": result.target,
        "messages": result.messages,
        "seconds": round(result.seconds, 3),
        "messages_per_second": _rate(result),
        "sent_until": None if result.last is None else result.last.isoformat(),
        "complete": result.complete,
    }


def stream_screen(result: Streamed) -> RenderableType:
    """Return a table of one row."""
    last = "-" if result.last is None else f"{result.last:%Y-%m-%d %H:%M}"
    headings = ["to", "messages", "sent until", "seconds", "a second"]
    row = [result.target, f"{result.messages:,}", last, f"{result.seconds:.1f}", f"{_rate(result):,}"]
    return table(headings, [row], numbers=["messages", "seconds", "a second"])


def ending(result: Streamed, *, until: str | None, resend: bool) -> str:
    """Return a line that says why the stream ended, and what the same command does next."""
    if not result.complete:
        sent = f"stopped after {result.messages:,} messages"
        if result.last is not None:
            sent += f", at {result.last:%Y-%m-%d %H:%M} in the time of the dataset"
        again = "goes on from there" if result.keeps_position else "begins again"
        return f"{sent}; the same command {again}"
    if resend:
        return (
            "what no receiver could repair is sent again"
            if result.messages
            else "there is nothing to send again"
        )
    if until is not None:
        return f"everything before --until {until} is sent"
    return (
        f"everything is sent: the log ends with {result.log_ends:%Y-%m-%d %H:%M}; after a load with a later --today,"
        " the same command goes on"
    )


def _rate(result: Streamed) -> int:
    return round(result.messages / result.seconds) if result.seconds else 0
