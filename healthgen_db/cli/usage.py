"""Usage errors: what is wrong with the arguments themselves, in one line as every other error."""

from __future__ import annotations

import re
from collections.abc import Sequence

import typer

# The base of all that Typer says about arguments; where it is defined differs between versions of Typer.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

# Each version of Typer words a bad value differently, some with the value itself and some without.
PREFIX = re.compile(r"^Value error, ")
DAY = re.compile(r"does not match the formats? '%Y-%m-%d'")


def usage_line(error: Exception, arguments: Sequence[str]) -> str:
    """Return the line for an error, with option and value where a value is at fault; nothing where help was shown.

    arguments: those of the command, where the value is looked up.
    """
    parameter = getattr(error, "param", None)
    if isinstance(error, typer.BadParameter) and parameter is not None and error.message:
        options = list(parameter.opts)
        value = _given(options, arguments)
        reason = PREFIX.sub("", error.message).removeprefix(f"'{value}' ").rstrip(".")
        reason = DAY.sub("write a day that there is, as YYYY-MM-DD", reason)
        return f"{max(options, key=len)} {value}: {_uncapitalized(reason)}"
    said = str(getattr(error, "format_message", error.__str__)()).strip().rstrip(".")
    context = getattr(error, "ctx", None)
    where = f"; see {context.command_path} --help" if context is not None else ""
    return f"{_uncapitalized(said)}{where}" if said else ""


def _given(options: Sequence[str], arguments: Sequence[str]) -> str:
    """Return the value that was given last for an option, under any of its names."""
    for position in reversed(range(len(arguments))):
        name, equals, value = arguments[position].partition("=")
        if name in options:
            return value if equals else arguments[position + 1] if position + 1 < len(arguments) else ""
    return ""


def _uncapitalized(words: str) -> str:
    return words[:1].lower() + words[1:]
