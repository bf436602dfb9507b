"""The workflow of GitHub Actions: it runs the README's commands on every Python of the package, with few rights."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

TOP = Path(__file__).parents[2]
CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")
# The commands that the README tells a visitor and a developer to type.
COMMANDS = ["pip install uv && uv run healthgen load", "pip install uv && tests/run"]


def workflow() -> dict[str, Any]:
    text = (TOP / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def steps() -> list[dict[str, Any]]:
    return [step for job in workflow()["jobs"].values() for step in job["steps"]]


def test_it_runs_the_commands_of_the_readme() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    of_tests = [step.get("run") for step in workflow()["jobs"]["test"]["steps"]]
    for command in COMMANDS:
        assert f"```bash\n{command}\n```" in readme
        assert command in of_tests


def test_it_runs_every_python_that_the_package_names() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [found[1] for text in project["classifiers"] if (found := CLASSIFIER.fullmatch(text))]
    assert len(named) > 1
    matrix = workflow()["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == named
    assert [each.partition("-")[0] for each in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert project["requires-python"] == f">={named[0]}"


def test_it_may_only_read_and_ends_by_itself() -> None:
    assert workflow()["permissions"] == {"contents": "read"}
    assert not [name for name, job in workflow()["jobs"].items() if "permissions" in job]
    assert [name for name, job in workflow()["jobs"].items() if "timeout-minutes" not in job] == []


def test_actions_are_githubs_own_at_a_version() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[a-z-]+@v\d+(\.\d+)*", each)] == []
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_no_step_puts_text_of_others_into_a_command() -> None:
    inserted = re.compile(r"\$\{\{(.*?)\}\}")
    found = [text.strip() for step in steps() for text in inserted.findall(step.get("run", ""))]
    assert [each for each in found if not each.startswith("matrix.")] == []


def test_the_scripts_exist() -> None:
    commands = " ".join(step.get("run", "") for step in steps())
    scripts = set(re.findall(r"tests/[\w/]*run\b", commands))
    assert scripts == {"tests/run", "tests/matrix/run"}
    assert all((TOP / script).is_file() for script in scripts)
