"""Tests that need what Windows does not have. There they are skipped, with the reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_REASON = "Windows has no SIGKILL, no fork, no /proc, no modes of files and no numbers of users"
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason=_REASON)
"""Marks a test, or a module as its pytestmark."""


DEV_FULL = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no /dev/full, which acts as a full disk"
)
"""Marks a test that writes to a full disk: macOS and Windows have no such device."""


def skip_on_windows() -> None:
    """Skip the test that calls this. At the top of a module, it skips the module."""
    if sys.platform == "win32":
        pytest.skip(_REASON, allow_module_level=True)
