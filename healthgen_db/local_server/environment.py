"""The rooms of the embedded server: its folder, programs, account, settings, data and processes."""

from __future__ import annotations

import os

__all__ = ["forget_other_servers"]


def forget_other_servers() -> None:
    """Take libpq's settings (PGSSLMODE, PGSERVICE, ...) out of this process: they are meant for other servers.

    For whoever is going to work with the embedded server only, and before processes are made from this one.
    """
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
