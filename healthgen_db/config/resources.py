"""The paths of the files that are shipped with the package: data, sql and migrations."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as ``resource("sql", "rules")``.

    In a wheel, sql/ and migrations/ are inside the package; in a checkout they are beside it.
    """
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)
