"""Keeps pandas out of a command that writes Arrow tables. Import this module before others that use pyarrow.

pyarrow imports pandas, if it is installed, when it makes its first value. That takes 0.2 s in each process, and these
commands do not use pandas. So pyarrow makes its first value here, while pandas cannot be found. Later it looks for
pandas only in `to_pandas()`.
"""

import sys
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    """Finds no pandas, and leaves every other module to the other finders."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Refuse pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def _make_first_value() -> None:
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow  # noqa: PLC0415 - the command line imports it late

        pyarrow.scalar(0)
    finally:
        sys.meta_path.remove(finder)


_make_first_value()
