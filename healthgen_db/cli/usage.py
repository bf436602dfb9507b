"""Usage errors: what is wrong with the arguments, in one line like every other error."""

from __future__ import annotations

from collections.abc import Sequence

import typer

# The base class of Typer's errors about arguments. Versions of Typer define it in different modules.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def usage_line(error: Exception, arguments: Sequence[str]) -> str:
    """Return the line for an error, with the option and the value if a value is wrong; "" if Typer showed the help.

    arguments: the arguments of the command, which have the value.
    """
    parameter = getattr(error, "param", None)
    if isinstance(error, typer.BadParameter) and parameter is not None and error.message:
        options = list(parameter.opts)
        value = _given(options, arguments)
        # Some versions of Typer begin the message with the value.
        reason = error.message.removeprefix(f"'{value}' ").rstrip(".")
        return f"{max(options, key=len)} {value}: {_uncapitalized(reason)}"
    message = str(getattr(error, "format_message", error.__str__)()).strip().rstrip(".")
    context = getattr(error, "ctx", None)
    where = f"; see {context.command_path} --help" if context is not None else ""
    return f"{_uncapitalized(message)}{where}" if message else ""


def _given(options: Sequence[str], arguments: Sequence[str]) -> str:
    """Return the last value of an option, under any of its names."""
    for position in reversed(range(len(arguments))):
        name, equals, value = arguments[position].partition("=")
        if name in options:
            return value if equals else arguments[position + 1] if position + 1 < len(arguments) else ""
    return ""


def _uncapitalized(words: str) -> str:
    return words[:1].lower() + words[1:]
