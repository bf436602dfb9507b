"""This machine: the system, Python, the terminal and the folder for temporary files."""

import locale
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from healthgen_db.doctor.section import Section
from healthgen_db.systems import cores, this_system

GIB = 1024**3
MIB = 1024**2
# A load of 1,000 patients takes 200 MB of memory for each process, and the server 128 MB.
LEAST_MEMORY = GIB // 2
# Files that container engines create.
_CONTAINER_FILES = (Path("/.dockerenv"), Path("/run/.containerenv"))


def system_section() -> Section:
    """Return the operating system, its processors and its memory."""
    import psutil  # noqa: PLC0415 - if it is not installed, only this section fails

    section = Section("system")
    found = this_system()
    free = psutil.virtual_memory().available
    section.facts = {
        "name": _distribution() or platform.platform(terse=True),
        "kernel": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "C library": " ".join(platform.libc_ver()).strip() or None,
        "container": any(file.exists() for file in _CONTAINER_FILES),
        "user": _user(),
        "cores": cores(),
        "memory": size(found.memory()),
        "free memory": size(free),
        "shared memory": None if found.shared_memory() is None else size(found.shared_memory() or 0),
    }
    if free < LEAST_MEMORY:
        section.off(f"only {size(free)} of memory are free", "End other programs, or use --workers 1.")
    return section


def python_section() -> Section:
    """Return the Python that runs healthgen."""
    bits = 64 if sys.maxsize > 2**32 else 32
    section = Section("Python")
    section.facts = {
        "version": f"{platform.python_version()} ({platform.python_implementation()}, {bits} bit)",
        "program": sys.executable,
        "virtual environment": sys.prefix != sys.base_prefix,
        "run by uv": "UV_RUN_RECURSION_DEPTH" in os.environ,
    }
    if bits == 32:
        section.off(
            "this is a Python of 32 bit, for which many packages do not exist", "Install one of 64 bit."
        )
    return section


def terminal_section() -> Section:
    """Return the encodings and the terminal: what can be printed, and how wide."""
    section = Section("terminal")
    encoding = sys.getfilesystemencoding()
    section.facts = {
        "standard output": _stream(sys.stdout),
        "standard error": _stream(sys.stderr),
        "columns": shutil.get_terminal_size().columns,
        "locale": _locale(),
        "paths are read as": encoding,
        **{name: os.environ[name] for name in ("TERM", "NO_COLOR", "FORCE_COLOR") if name in os.environ},
    }
    if encoding != "utf-8":
        section.off(
            f"Python reads paths as {encoding}, so paths with other letters cannot be used",
            "Set PYTHONUTF8=1.",
        )
    return section


def temporary_section() -> Section:
    """Return the folder for temporary files."""
    section = Section("temporary files")
    try:
        folder = tempfile.gettempdir()
    except OSError as error:
        section.off(str(error.strerror or error), "Set TMPDIR to a folder that you may write to.")
        return section
    free = shutil.disk_usage(folder).free
    section.facts = {"folder": folder, "free": size(free)}
    if free < GIB // 4:
        section.off(
            f"only {size(free)} are free in {folder}", "Free some space, or set TMPDIR to another folder."
        )
    return section


def size(count: int) -> str:
    """Return a number of bytes in words: "23.4 GiB"."""
    return f"{count / GIB:,.1f} GiB" if count >= GIB else f"{count / MIB:,.0f} MiB"


def _distribution() -> str | None:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME")
    except OSError:
        return None


def is_nameless() -> bool:
    """Return whether the system has no name for the user who runs healthgen, such as with `docker run --user 4242`."""
    found = this_system()
    return found.user_name(found.user()).startswith("user id ")


def _user() -> str:
    """Return what kind of user runs healthgen, without the name."""
    if this_system().is_root():
        return "root"
    return "without a name" if is_nameless() else "ordinary"


def _stream(stream: object) -> str:
    isatty = getattr(stream, "isatty", None)
    kind = "terminal" if isatty is not None and isatty() else "file or pipe"
    return f"{getattr(stream, 'encoding', None)}, {kind}"


def _locale() -> str:
    try:
        return locale.setlocale(locale.LC_CTYPE, None)
    except locale.Error as error:
        return str(error)
