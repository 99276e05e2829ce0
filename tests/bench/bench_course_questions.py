"""How long it takes to answer a question about courses, among 5,000 courses: from the update to the reply that is sent.

    python -m tests.bench.bench_course_questions
    python -m tests.bench.bench_course_questions --courses 20000

Times are of the processor, all threads together, so that what else the machine does is not in them. The questions are
those of the labelled set "courses", asked in the real house on the stand-in; the courses are made from the cells of its
table, most of them to come, each 40th over. What the house itself needs for an update stands beside it: the same people
say something that is only small talk.
"""

import argparse
import asyncio
import csv
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.standin.deeds import moment
from bot.standin.world import World
from storage import courses
from storage.database import Database
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS
from tests.language.asking import AT, talks
from tests.language.course_asking import HERE, course_house

HOUR_MS = 3_600_000
WEEKS = 26
EXTRA = ("春季", "夏季", "初级", "中级", "高级", "周末", "夜间", "青工", "女职工", "骨干", "新员工", "劳模")


async def fill(database: Path, number: int, now: int) -> None:
    """Add so many courses."""
    dice = random.Random(20260101)
    with (HERE / "courses.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    db = await Database.open(database)
    try:
        async with db.write() as tx:
            for place in range(number):
                one, other = dice.choice(rows), dice.choice(rows)
                day = dice.randrange(-200, -1) if place % 40 == 0 else dice.randrange(1, 7 * WEEKS)
                begins = now + day * DAY_MS + dice.randrange(0, 12) * HOUR_MS
                draft = Draft(
                    title=f"{one['title']}({dice.choice(EXTRA)}{place % 30 + 1}期)",
                    sessions=(Session(begins, begins + 2 * HOUR_MS, credit=25),),
                    studio=dice.randrange(1, 39),
                    topic=one["topic"],
                    teacher=other["teacher"],
                    place=other["place"],
                    cost_fen=dice.choice((0, 0, 0, 3000, None)),
                    eligible=one["eligible"],
                    intro=one["intro"],
                    seats=dice.choice((10, 20, 50, None)),
                )
                await courses.add(tx, draft, 0, now, CHINA)
    finally:
        await db.close()


async def asked(world: World, questions: Sequence[str]) -> list[float]:
    """Milliseconds of work from each question to its answer."""
    took = []
    for place, question in enumerate(questions):
        start = time.process_time()
        await world.say(f"asker{place}", question)
        await world.settle()
        took.append((time.process_time() - start) * 1000)
    return took


def line(name: str, took: Sequence[float]) -> str:
    """One line of figures."""
    cut = statistics.quantiles(took, n=100)
    return f"{name}: p50 {cut[49]:.1f} ms, p95 {cut[94]:.1f} ms, p99 {cut[98]:.1f} ms, n {len(took)}"


async def measure(number: int) -> list[str]:
    """The figures, a line each."""
    questions = [one.lines[0]["ask"] for one in talks() if one.data == "courses"]
    with tempfile.TemporaryDirectory() as folder:
        async with course_house(Path(folder)):
            pass
        start = time.perf_counter()
        await fill(Path(folder) / "courses.db", number, moment(AT))
        filled = (time.perf_counter() - start) * 1000 / number
        async with course_house(Path(folder), filled=True) as world:
            await asked(world, [*questions[:5], "hanjie ke", "你好"])
            idle = await asked(world, ["谢谢"] * 200)
            took = await asked(world, questions)
            slow = sorted(zip(took, questions, strict=True), reverse=True)[:5]
    return [
        f"{number} courses, each added in {filled:.2f} ms",
        line("a question about courses", took),
        line("small talk (what the house needs)", idle),
        "slowest: " + ", ".join(f"{question} {ms:.0f} ms" for ms, question in slow),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--courses", type=int, default=5_000)
    for one in asyncio.run(measure(parser.parse_args().courses)):
        print(one)


if __name__ == "__main__":
    main()
