"""Checks of option values that need more than a type, limits or a pattern. Each raises ValueError."""

import re
import stat
from pathlib import Path

from healthgen_db.config.resources import resource

DEFAULT_POPULATION = "us"
DEFAULT_PLACE = "us"
# The conditions of every dataset, and those with more diagnoses of hospital stays.
STANDARD, FULL = "standard", "full"
LONGEST_NAME = 100


def known_population(name: str) -> str:
    """Return the name of a population that there is."""
    files = resource("data", "populations").glob("*.toml")
    known = sorted([DEFAULT_POPULATION, *(path.stem for path in files)])
    if name not in known:
        raise ValueError(f"there is no such population; choose from {', '.join(known)}")
    return name


def known_conditions(name: str) -> str:
    """Return the name of a set of conditions that there is."""
    if name not in (STANDARD, FULL):
        raise ValueError(f"choose {STANDARD} or {FULL}")
    return name


def known_place(name: str) -> str:
    """Return the name of a place that there is."""
    known = sorted(path.name for path in resource("data", "places").iterdir() if path.is_dir())
    if name not in known:
        raise ValueError(f"there is no such place; choose from {', '.join(known)}")
    return name


def name_of_hospital(name: str) -> str:
    """Return a name without blanks around it."""
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} printable characters")
    return name.strip()


def pool_file(pool: Path) -> Path:
    """Return the path of a file that can be read twice."""
    try:
        regular = stat.S_ISREG(pool.stat().st_mode)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    if not regular:
        # A load reads the pool twice, for its rows and for its digest. A FIFO can be read only once.
        raise ValueError("not a regular file; give the path of one")
    return pool


def list_of_states(text: str) -> str:
    """Return the codes of states in capitals, each once, without blanks: "NY,NJ"."""
    codes = [code.strip().upper() for code in text.split(",")]
    if not all(re.fullmatch("[A-Z]{2}", code) for code in codes):
        raise ValueError("write two letters for each state, with commas between them, such as NY,NJ")
    return ",".join(dict.fromkeys(codes))
