"""What a page with charts must show in a browser: every chart drawn, nothing too wide, all within reach of keys."""

from __future__ import annotations

from typing import Any

from tests.chromium import Page

# An A4 page between its margins of 14 mm, in CSS pixels.
PAPER_WIDTH, PAPER_HEIGHT = 688, 1016
TAB, ENTER = ("Tab", 9), ("Enter", 13)
# Marks that nobody could see are not drawn. A level line has a width and no height.
CHARTS = """
[...document.querySelectorAll('figure')].map(figure => {
    const svg = figure.querySelector('svg'), box = svg.getBoundingClientRect();
    const marks = [...svg.querySelectorAll('path, rect, circle, line, text')].filter(mark => {
        const size = mark.getBoundingClientRect();
        return size.width > 0 || size.height > 0;
    });
    return {
        title: figure.querySelector('h3').textContent,
        width: box.width, height: box.height, marks: marks.length,
        outside: marks.filter(mark => {
            const size = mark.getBoundingClientRect();
            return size.left < box.left - 2 || size.right > box.right + 2
                || size.top < box.top - 2 || size.bottom > box.bottom + 2;
        }).map(mark => mark.textContent.trim().slice(0, 60) || mark.tagName),
        figure: figure.getBoundingClientRect().height,
    };
})
"""
OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
REACHABLE = """
[...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(each => each.checkVisibility())
""".strip()
NAME = (
    "each => each.tagName + ' ' + (each.getAttribute('aria-label') || each.textContent.trim()).slice(0, 80)"
)
FOCUS = f"document.activeElement === document.body ? null : ({NAME})(document.activeElement)"
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def charts(page: Page) -> list[dict[str, Any]]:
    """Return each chart: title, size on the page, number of marks, texts of marks outside, height of its figure."""
    found: list[dict[str, Any]] = page.ask(CHARTS)
    return found


def faults(page: Page) -> list[str]:
    """Return what is wrong with the charts as they are drawn now, in words."""
    found = [f"the page is {page.ask(OVERFLOW)} pixels too wide"] if page.ask(OVERFLOW) else []
    for chart in charts(page):
        if min(chart["width"], chart["height"]) < 20 or chart["marks"] < 2:
            found.append(f"{chart['title']}: not drawn")
        if chart["outside"]:
            found.append(f"{chart['title']}: outside of the picture: {', '.join(chart['outside'][:5])}")
    return found


def tab_order(page: Page) -> tuple[list[str], list[str]]:
    """Return what the Tab key reaches from the top of the page, in order, and what it should reach."""
    expected: list[str] = page.ask(f"{REACHABLE}.map({NAME})")
    page.ask("document.activeElement.blur(), window.getSelection().removeAllRanges(), null")
    reached = []
    for _ in range(len(expected)):
        page.press(*TAB)
        reached.append(page.ask(FOCUS))
    return reached, expected


def opens_by_keys(page: Page) -> bool:
    """Return whether the Enter key opens the first fold, with a visible focus."""
    page.ask("document.querySelector('summary').focus({focusVisible: true}), null")
    seen = page.ask(OUTLINE)
    page.press(*ENTER)
    return seen != "none" and bool(page.ask("document.querySelector('details').open"))
