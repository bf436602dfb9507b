"""The guides: links lead to files and headings that exist, and the first page stays short."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
FOLDERS = ["healthgen_db", "sql", "tests", ".docker"]
GUIDES = [TOP / "README.md", *sorted(path for folder in FOLDERS for path in (TOP / folder).rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]+))?\)")
MOST_LINES = 400


def anchors(guide: Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings of a guide."""
    headings = re.findall(r"^#+ (.*)$", guide.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_files_and_headings_that_exist() -> None:
    links = [(guide, *found) for guide in GUIDES for found in LINK.findall(guide.read_text(encoding="utf-8"))]
    assert len(links) > 40
    broken = []
    for guide, path, anchor in links:
        target = (guide.parent / path) if path else guide
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{guide.relative_to(TOP)}: {path}#{anchor}")
    assert broken == []


def test_the_first_page_is_short() -> None:
    assert len((TOP / "README.md").read_text(encoding="utf-8").splitlines()) <= MOST_LINES
