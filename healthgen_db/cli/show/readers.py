"""The readers of a warehouse: their logins, and what they may do beyond reading."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType

from healthgen_db.cli.show.tables import table, verbatim
from healthgen_db.reader.readers import NOT_KEPT, Readers


def readers_values(readers: Readers) -> dict[str, Any]:
    """Return what db reader --json prints."""
    return asdict(readers)


def readers_screen(readers: Readers, *, kept: bool) -> RenderableType:
    """Return the logins with their passwords, and how to connect. kept: whether healthgen keeps the passwords."""
    unknown = "(not kept)"
    rows = [(login.name, login.password or unknown) for login in readers.logins]
    lines = [
        f"Host {readers.host}, port {readers.port}, database {readers.database}",
        f"URL of the first login: {readers.logins[0].url}",
        f"Readers may read {', '.join(readers.schemas)}. A load keeps that so."
        if readers.schemas
        else "Readers may read nothing yet. The next load of this schema lets them.",
    ]
    if any(login.new for login in readers.logins) and not kept:
        lines.append(f"{NOT_KEPT}.")
    if kept and len(readers.logins) > 1:
        lines.append(
            "The embedded server answers on this machine only. For other machines, use a server of yours (--dsn)."
        )
    lines += [f"Note: {note}" for note in readers.notes]
    return Group(table(("Login", "Password"), rows), verbatim("\n".join(lines)))
