"""Chromium, spoken to over a pipe in its DevTools protocol: open a page, look at it, press keys, print it.

It needs no package: Debian's chromium has the protocol, and over a pipe it needs no WebSocket either. Playwright and
Selenium bring a driver of 40 MB and more; the tests here need ten commands of it.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium is installed (Debian: apt-get install -y chromium)"
PATIENCE = 60.0
"""Seconds that one command may take."""
# Two files of ours must not land on 3 and 4, which are those of the protocol in the browser.
FIRST_FREE = 10


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or None. On Windows, it cannot be spoken to over two more pipes."""
    if sys.platform == "win32":
        return None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """A page in a browser, with everything that it has complained about and asked the network for."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.send(method, self.session, **parameters)

    def open(self, file: Path) -> None:
        """Open a file and wait until it is loaded."""
        seen = len(self.browser.events)
        self.send("Page.navigate", url=file.resolve().as_uri())
        self.browser.wait_for("Page.loadEventFired", self.session, since=seen)

    def look(
        self, *, width: int = 1280, height: int = 900, scheme: str = "light", media: str = "screen"
    ) -> None:
        """Set the size of the window, the color scheme (light or dark), and the medium (screen or print)."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", media=media, features=[feature])

    def forbid_scripts(self) -> None:
        """Let no script of the page run from now on; `ask` still works."""
        self.send("Emulation.setScriptExecutionDisabled", value=True)

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, as JSON; a promise is waited for."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press and release a key, such as Tab (9) or Enter (13)."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text
            )

    def pictures(self, stem: Path, *, tall: int = 2_000) -> list[Path]:
        """Write the whole page as PNG files <stem>-1.png and so on, each at most so many pixels tall."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        files = []
        for number, y in enumerate(range(0, int(size["height"]), tall), 1):
            clip = {
                "x": 0,
                "y": y,
                "width": size["width"],
                "height": min(tall, size["height"] - y),
                "scale": 1,
            }
            answer = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
            files.append(stem.with_name(f"{stem.name}-{number}.png"))
            files[-1].write_bytes(base64.b64decode(answer["data"]))
        return files

    def pdf(self) -> bytes:
        """Return the page as it would be printed."""
        self.send("Emulation.setEmulatedMedia", media="", features=[])
        answer = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(answer["data"])

    def complaints(self) -> list[str]:
        """Return the errors and warnings of the page so far: of its console, of scripts, of its policy."""
        found = []
        for event in self._events():
            parameters = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(parameters["exceptionDetails"]["text"]))
            elif event["method"] == "Runtime.consoleAPICalled" and parameters["type"] in {"error", "warning"}:
                found.append(str(parameters["args"]))
            elif event["method"] == "Log.entryAdded" and parameters["entry"]["level"] in {"error", "warning"}:
                found.append(str(parameters["entry"]["text"]))
        return found

    def requests(self) -> list[str]:
        """Return the addresses that the page has asked for."""
        asked = (event for event in self._events() if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in asked]

    def _events(self) -> Iterator[dict[str, Any]]:
        return (event for event in self.browser.events if event.get("sessionId") == self.session)


class Browser:
    """A Chromium without a window. It ends with the `with` block."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.events: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._rest = b""

    def __enter__(self) -> Browser:
        """Start it, with the protocol on its files 3 and 4."""
        self._folder = tempfile.mkdtemp(prefix="healthgen-chromium-")
        ours_in, theirs_out = (_high(end) for end in os.pipe())
        theirs_in, ours_out = (_high(end) for end in os.pipe())
        log = os.open(Path(self._folder) / "log", os.O_CREAT | os.O_WRONLY)
        arguments = [
            self.program, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self._folder}",
            "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
            # a container's root may not use the sandbox; the page is a file of ours
            "--no-sandbox",
        ]  # fmt: skip
        actions = [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4)]
        actions += [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        self._process = os.posix_spawn(self.program, arguments, os.environ, file_actions=actions, setpgroup=0)
        for end in (theirs_in, theirs_out, log):
            os.close(end)
        self._in, self._out = ours_in, ours_out
        os.set_blocking(self._in, False)
        return self

    def __exit__(self, *_: object) -> None:
        """End it with all its processes, and throw its profile away."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._folder, ignore_errors=True)

    def page(self) -> Page:
        """Return a new empty page."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        return Page(self, self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def send(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.set_blocking(self._out, True)
        left = json.dumps(message).encode() + b"\0"
        while left:
            left = left[os.write(self._out, left) :]
        for answer in self._messages():
            if answer.get("id") == number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                found: dict[str, Any] = answer["result"]
                return found
        raise AssertionError(f"{method}: no answer")

    def wait_for(self, method: str, session: str, *, since: int) -> None:
        """Wait until an event of a session has happened. since: how many events there were before."""
        for event in itertools.chain(self.events[since:], self._messages()):
            if event.get("method") == method and event.get("sessionId") == session:
                return

    def _messages(self) -> Iterator[dict[str, Any]]:
        """Return messages as they come; events are kept, too."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            message, mark, rest = self._rest.partition(b"\0")
            if mark:
                self._rest = rest
                found = json.loads(message)
                if "method" in found:
                    self.events.append(found)
                yield found
                continue
            try:
                more = os.read(self._in, 1 << 20)
            except BlockingIOError:
                time.sleep(0.005)
                continue
            if not more:
                raise AssertionError(
                    f"Chromium has ended: {(Path(self._folder) / 'log').read_text()[-2000:]}"
                )
            self._rest += more
        raise AssertionError(f"Chromium has not answered for {PATIENCE:.0f} seconds")


def _high(end: int) -> int:
    """Return a file moved to a high number, closed in programs that are started."""
    import fcntl  # noqa: PLC0415 - Windows has no such module; what uses it is skipped there

    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE)
    os.close(end)
    return moved
