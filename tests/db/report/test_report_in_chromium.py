"""The report in a browser without scripts: charts, screens, paper, keys. Skipped where no Chromium is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser_checks import PAPER_HEIGHT, PAPER_WIDTH, charts, faults, opens_by_keys, tab_order
from tests.chromium import MISSING, Browser, Page, find_chromium

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)


@pytest.fixture(scope="module")
def opened(page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give the report, opened in a browser that runs no script of it."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page)
    with Browser(str(CHROMIUM)) as browser:
        opened = browser.page()
        opened.forbid_scripts()
        opened.look()
        opened.open(file)
        yield opened


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 400)])
def test_every_chart_is_drawn(opened: Page, scheme: str, width: int) -> None:
    opened.look(scheme=scheme, width=width)
    assert len(charts(opened)) > 10
    assert faults(opened) == []


def test_colors_follow_the_screen(opened: Page) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        opened.look(scheme=scheme)
        backgrounds.append(opened.ask("getComputedStyle(document.body).backgroundColor"))
    assert len(set(backgrounds)) == 2


def test_it_asks_the_network_for_nothing_and_complains_of_nothing(opened: Page) -> None:
    assert opened.complaints() == []
    assert [address.rpartition("/")[2] for address in opened.requests()] == ["report.html"]


def test_keys_reach_all_of_it_in_order(opened: Page) -> None:
    opened.look()
    reached, expected = tab_order(opened)
    assert expected[0].startswith("A Skip")
    assert reached == expected
    assert opens_by_keys(opened)


def test_it_prints_without_cutting_a_chart(opened: Page) -> None:
    opened.look(width=PAPER_WIDTH, media="print")
    assert faults(opened) == []
    # A figure is not broken across pages if it fits on one.
    assert max(chart["figure"] for chart in charts(opened)) < PAPER_HEIGHT
    printed = opened.pdf()
    assert printed.startswith(b"%PDF")
    assert len(printed) > 50_000
