"""Make .env for docker-compose.yml: the settings of .env.example, with a new password for each empty one.

It needs Python 3.8 or later and no package, and runs on Linux, macOS and Windows: python .docker/make_env.py
An .env that is there keeps its values; settings that it does not have yet are added.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTING = re.compile(r"\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*")
EMPTY = re.compile(r"(\"\"|'')?\s*(#.*)?")


def values(text: str) -> dict[str, str]:
    """Return the settings of a file such as .env, by name; an empty one has the value ''."""
    found = (SETTING.fullmatch(line) for line in text.splitlines())
    return {match[1]: "" if EMPTY.fullmatch(match[2]) else match[2] for match in found if match}


def completed(example: str, present: str | None) -> tuple[str, list[str]]:
    """Return the text of .env, and the names of the settings that it has now and had not before.

    present: the text of the .env that is there; None: there is none.
    """
    had = {name: value for name, value in values(present or "").items() if value or not _is_password(name)}
    new = {
        name: new_password() if _is_password(name) else value
        for name, value in values(example).items()
        if name not in had
    }
    if present is None:
        return _filled(example, new), list(new)
    text = _filled(present, new)
    added = [f"{name}={value}" for name, value in new.items() if name not in values(present)]
    if added:
        text = "\n".join(
            [text.rstrip("\n"), "", "# Added later; .env.example says what they are.", *added, ""]
        )
    return text, list(new)


def _is_password(name: str) -> bool:
    return name.endswith("PASSWORD")


def new_password() -> str:
    """Return 32 random letters and digits, which need no escape in a URL, in SQL or in .env."""
    while True:
        password = secrets.token_hex(16)
        # Metabase refuses passwords without a digit.
        if re.search(r"\d", password):
            return password


def _filled(text: str, wanted: dict[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        match = SETTING.fullmatch(line)
        lines.append(f"{match[1]}={wanted[match[1]]}" if match and match[1] in wanted else line)
    return "\n".join(lines) + "\n"


def make(folder: Path) -> str:
    """Write .env in a folder with an .env.example, and return what was done in one line, without a password."""
    path = folder / ".env"
    # Editors of Windows may begin a file with a byte order mark.
    present = path.read_text(encoding="utf-8-sig") if path.exists() else None
    text, new = completed((folder / ".env.example").read_text(encoding="utf-8"), present)
    if not new:
        return f"{path} has all settings; nothing was changed"
    # The new file replaces the old one as a whole. Only its owner can read it.
    beside = folder / ".env.new"
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    beside.replace(path)
    return f"{path} was {'made' if present is None else 'extended'}: {', '.join(new)}"


if __name__ == "__main__":
    try:
        print(make(ROOT))
    except OSError as error:
        sys.exit(f"error: cannot write .env: {error}")
    except UnicodeDecodeError:
        sys.exit("error: .env is not in UTF-8; save it in this encoding, or move it away, and run this again")
