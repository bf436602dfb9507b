"""Help texts: in columns and colors, or as plain paragraphs where a terminal is too narrow for columns."""

import re
import shutil
from collections.abc import Sequence
from typing import Any, Literal

from typer.core import TyperCommand

COLUMNS = shutil.get_terminal_size().columns
# Below this, Rich cuts the names of options.
NARROWEST = 64
MODE: Literal["rich"] | None = "rich" if COLUMNS >= NARROWEST else None
# The longest name that leaves room for a text beside it.
SHORT = 12

_STYLE = re.compile(r"\[/?bold\]")
# Versions of Typer define these classes in different modules.
_Context: Any = TyperCommand.context_class
_Formatter: Any = _Context.formatter_class


class NarrowFormatter(_Formatter):  # type: ignore[misc]
    """Writes a list of short names with the texts beside them, and a list of options with the texts below."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of the base class
        super().__init__(*args, **options)
        self.width = max(COLUMNS - 1, 20)

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: object, **options: object) -> None:
        """Write a list of names with texts. A text begins below a name that is longer than col_max."""
        del args, options
        below = max((len(name) for name, _ in rows), default=0) > SHORT
        super().write_dl(rows, col_max=2 if below else SHORT, col_spacing=2)


def marked(text: str) -> str:
    """Return a help text with the markup of Rich as the terminal can show it: without markup if it is narrow."""
    return text if MODE == "rich" else _STYLE.sub("", text).replace("\\[", "[")


def fit_help() -> None:
    """Make the help texts fit a narrow terminal."""
    if MODE is None:
        _Context.formatter_class = NarrowFormatter
