"""The trials of reminders, small: the same promises, in a few seconds and always the same."""

from pathlib import Path

from tests.faults import downtime, local_time, reminders


def test_reminders_once() -> None:
    assert reminders.run(runs=6, steps=30, seed=1) == []
    assert reminders.TOTALS["messages"] > 50


def test_right_local_time() -> None:
    tally = local_time.run(moments=60, seed=1)
    assert tally.wrong == []


async def test_down_over_due_time(tmp_path: Path) -> None:
    assert await downtime.run(4, 1, tmp_path) == []
