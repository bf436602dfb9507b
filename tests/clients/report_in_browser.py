"""Looks at a report in Chromium as people do: light, dark, narrow, printed, by keys, and with axe-core.

By hand, as it needs Chromium (Debian: apt-get install -y chromium) and axe-core (MPL-2.0), of which no copy is here:

    npm install --prefix /tmp/axe axe-core
    uv run healthgen report --out /tmp/report.html
    uv run python -m tests.clients.report_in_browser /tmp/report.html \
        --axe /tmp/axe/node_modules/axe-core/axe.min.js --pictures /tmp/pictures

It prints what it found, writes the pictures and a PDF, and ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.browser_checks import PAPER_HEIGHT, PAPER_WIDTH, charts, faults, opens_by_keys, tab_order
from tests.chromium import MISSING, Browser, Page, find_chromium

SCREENS = {"light": ("light", 1280), "dark": ("dark", 1280), "narrow": ("light", 400)}
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true; }), null"
AXE = """
axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.map(
    each => each.impact + ': ' + each.id + ', ' + each.nodes.length + ' times, first ' + each.nodes[0].html.slice(0, 99)
))
"""


def main() -> int:
    """Look at the file of the command line; return 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--axe", type=Path, help="axe.min.js of axe-core")
    parser.add_argument("--pictures", type=Path, help="folder for pictures and a PDF")
    arguments = parser.parse_args()
    program = find_chromium()
    if program is None:
        sys.exit(MISSING)
    with Browser(program) as browser:
        page = browser.page()
        page.look()
        page.open(arguments.file)
        wrong = _look(page, arguments.pictures)
        if arguments.axe:
            wrong += _axe(page, arguments.axe)
        wrong += page.complaints()
        elsewhere = [address for address in page.requests() if not address.startswith("file:")]
        wrong += [f"asks the network for {address}" for address in elsewhere]
    print(f"wrong: {len(wrong)}", *wrong, sep="\n  ")
    return 1 if wrong else 0


def _look(page: Page, pictures: Path | None) -> list[str]:
    wrong = []
    for name, (scheme, width) in SCREENS.items():
        page.look(scheme=scheme, width=width)
        found = faults(page)
        print(f"{name}: {len(charts(page))} charts drawn, {len(found)} faults")
        wrong += [f"{name}: {each}" for each in found]
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            page.pictures(pictures / name)
    page.look()
    reached, expected = tab_order(page)
    print(f"keys: {len(reached)} stops, {'in' if reached == expected else 'not in'} the order of the page")
    wrong += [] if reached == expected and opens_by_keys(page) else ["keys do not reach everything in order"]
    page.look(width=PAPER_WIDTH, media="print")
    tallest = max(chart["figure"] for chart in charts(page))
    found = faults(page)
    print(f"paper: the tallest chart takes {tallest:.0f} of {PAPER_HEIGHT} pixels, {len(found)} faults")
    wrong += [f"paper: {each}" for each in found]
    if pictures:
        (pictures / "report.pdf").write_bytes(page.pdf())
    return wrong


def _axe(page: Page, script: Path) -> list[str]:
    """Return what axe-core finds with all tables open, in light and in dark."""
    page.ask(f"{script.read_text()}; null")
    page.ask(OPEN_ALL)
    wrong = []
    for scheme in ("light", "dark"):
        page.look(scheme=scheme)
        found: list[str] = page.ask(AXE)
        print(f"axe-core {page.ask('axe.version')}, {scheme}: {len(found)} violations")
        wrong += [f"{scheme}: {each}" for each in found]
    return wrong


if __name__ == "__main__":
    sys.exit(main())
