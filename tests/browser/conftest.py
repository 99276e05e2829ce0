"""A real headless Chromium looking at the demo page. All tests here share one event loop and one browser."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.browser.desk import WIDE, Desk, Sit

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 12_000


def _program() -> str:
    """Where Chromium is. Without one CI fails and a developer's run skips, both saying why."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Any]:
    """One browser for the whole run."""
    program = _program()
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
def sit(chromium: Any) -> Sit:
    """Sit down in front of a page: `async with sit(address, WIDE) as desk`. Errors in its console fail the test."""

    @contextlib.asynccontextmanager
    async def down(address: str, size: tuple[int, int] = WIDE, **how: Any) -> AsyncIterator[Desk]:
        viewport = {"width": size[0], "height": size[1]}
        context = await chromium.new_context(viewport=viewport, locale="zh-CN", reduced_motion="reduce", **how)
        context.set_default_timeout(PATIENCE_MS)
        complaints: list[str] = []
        page = await context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address)
        try:
            yield Desk(page, complaints)
        finally:
            await context.close()
        assert complaints == []

    return down
