"""What somebody in front of the demo page does and sees."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8")
WIDE, NARROW = (1280, 800), (375, 720)
"""Windows: three phones side by side, and a phone's own screen."""


def no_house() -> NoReturn:
    """What builds the program of a world in which none is started."""
    raise AssertionError("nothing is started here")


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody in front of the page: the Playwright page, and what may be asked of it most."""

    page: Any
    complaints: list[str]

    def phone(self, who: str) -> Any:
        """A person's phone."""
        return self.page.locator(f"#phone-{who}")

    def bubbles(self, who: str, text: str = "") -> Any:
        """Messages in a phone's chat, those with `text` in them."""
        return self.phone(who).locator(".message", has_text=text)

    async def say(self, who: str, text: str) -> None:
        """Type a text and send it with Enter."""
        field = self.phone(who).locator("textarea")
        await field.fill(text)
        await field.press("Enter")

    async def taps(self, who: str, *labels: str) -> None:
        """Tap these buttons of the newest message, each when it is there."""
        for label in labels:
            newest = self.phone(who).locator(".message:last-child")
            await newest.get_by_role("button", name=label, exact=True).click()

    async def taps_in(self, who: str, text: str, *labels: str) -> None:
        """Tap these buttons of the newest message with `text` in it, which stays the same message when it is edited."""
        number = await self.bubbles(who, text).last.get_attribute("data-id")
        message = self.phone(who).locator(f'.message[data-id="{number}"]')
        for label in labels:
            await message.get_by_role("button", name=label, exact=True).click()

    async def attach(self, who: str, kind: str, path: Path, caption: str = "") -> None:
        """Send a file as `kind` 文件 or 照片."""
        async with self.page.expect_file_chooser() as choosing:
            await self.phone(who).get_by_role("button", name="添加文件或照片").click()
            await self.phone(who).get_by_role("menuitem", name=kind).click()
        await (await choosing.value).set_files(path)
        await self.phone(who).locator("textarea").fill(caption)
        await self.phone(who).get_by_role("button", name="发送").click()

    async def forward(self, label: str) -> None:
        """Move the clock by one of the buttons on top, and wait until everybody has been told."""
        before: int = await self.page.evaluate("+new Date(now.dateTime)")
        await self.page.get_by_role("button", name=label, exact=True).click()
        moved = {"+15 分钟": 15, "+1 小时": 60, "+1 天": 1440}[label] * 60_000
        await self.page.wait_for_function("(until) => new Date(now.dateTime) >= until", arg=before + moved)

    async def sees(self, who: str, text: str) -> None:
        """Wait until the newest message on a phone holds `text`."""
        await self.phone(who).locator(".message:last-child", has_text=text).wait_for()

    async def shoot(self, name: str) -> None:
        """Keep a screenshot as build/screenshots/<name>.png."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")

    async def faults(self) -> list[str]:
        """What those who see little or use a keyboard would miss now."""
        found: list[str] = await self.page.evaluate(AUDIT)
        return found

    async def reaches(self) -> int:
        """How wide the page is: wider than its window means scrolling sideways."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return width


Sit = Callable[..., contextlib.AbstractAsyncContextManager[Desk]]
