"""Environment variables that change what healthgen does, by their names: values may be secret."""

import os
from difflib import get_close_matches
from pathlib import Path

from healthgen_db.doctor.section import Section

PREFIX = "HEALTHGEN_"
# The variables that people set by hand, and may misspell. Containers and tests have more.
BY_HAND = ("HOME", "DSN")
OTHERS = (
    "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS", "LANG", "LC_ALL", "LC_CTYPE", "TZ",
    "HOME", "TMPDIR", "TEMP", "XDG_DATA_HOME", "LD_LIBRARY_PATH", "LD_PRELOAD", "JAVA_HOME", "SPARK_HOME",
    "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE",
)  # fmt: skip
# libpq reads these files of the user.
_LIBPQ_FILES = (".pgpass", ".pg_service.conf", ".postgresql")


def variables_section() -> Section:
    """Return which variables are set, and which files of libpq exist."""
    section = Section("environment")
    own = sorted(name for name in os.environ if name.startswith(PREFIX))
    section.facts = {
        "healthgen": own,
        "libpq": sorted(name for name in os.environ if name.startswith("PG")),
        "files of libpq": [f"~/{name}" for name in _LIBPQ_FILES if _exists(name)],
        "others": [name for name in OTHERS if name in os.environ],
    }
    for name in own:
        ending = name.removeprefix(PREFIX)
        similar = get_close_matches(ending, BY_HAND, n=1)
        if similar and ending not in BY_HAND:
            section.off(f"healthgen does not read {name}", f"Did you mean {PREFIX}{similar[0]}?")
    return section


def _exists(name: str) -> bool:
    try:
        return (Path.home() / name).exists()
    except (OSError, RuntimeError):  # no right to look, or no home
        return False
