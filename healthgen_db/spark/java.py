"""Java: whether this machine has one that Spark can use. Spark's own message is a page of bash."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from healthgen_db.config.errors import SparkError

OLDEST_JAVA = 17
ADVICE = f"install Java {OLDEST_JAVA} (Debian: apt install openjdk-17-jre-headless), or set JAVA_HOME to its folder"


def check_java() -> None:
    """Raise SparkError unless the Java that Spark will start is new enough."""
    java = _java()
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise SparkError(f"Spark needs Java, and {java} cannot be run ({error}); {ADVICE}") from error
    # The first line is: openjdk version "17.0.15" 2025-04-15. Java 8 calls itself 1.8.0.
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr)
    if answer.returncode != 0 or found is None:
        raise SparkError(f"Spark needs Java, and {java} -version fails; {ADVICE}")
    if int(found[1]) < OLDEST_JAVA:
        raise SparkError(f"Spark needs Java {OLDEST_JAVA} or later, and {java} is Java {found[1]}; {ADVICE}")


def _java() -> str:
    """Return the program that Spark's own scripts would start."""
    if home := os.environ.get("JAVA_HOME"):
        program = Path(home) / "bin" / "java"
        if not shutil.which(program):
            raise SparkError(f"Spark needs Java, and JAVA_HOME={home} has no bin/java; {ADVICE}")
        return str(program)
    if found := shutil.which("java"):
        return found
    raise SparkError(f"Spark needs Java, and this machine has none; {ADVICE}")
