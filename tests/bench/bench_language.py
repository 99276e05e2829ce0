"""How long it takes to understand a question and to choose the studios it means, among 1,000 studios.

    python -m tests.bench.bench_language
    python -m tests.bench.bench_language --studios 5000 --to docs/figures/language.md

The questions are those of the labelled sets (`tests/language`), asked of a book of invented studios made from the same
sheets. Nothing is read or written between them: what is timed is `handlers.language` alone. The first question with
letters and the first with an unknown name load pypinyin and learn how the book's words sound; they are timed apart.
"""

import argparse
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.language.course_line import read_course
from handlers.language.select import select
from handlers.language.shelf import Shelf
from handlers.language.spans import spans
from storage.model.studios import SECTORS, Studio, entries
from tests.language import gold
from tests.language import test_course_lines as course_lines
from tests.language import test_spans as dates
from tests.language.asking import SHEETS, talks

TODAY = "2026-12-01"
GIVEN = "青云知远山川禾木清溪明朗思齐若水松涛月白星野长风子衿"
FAMILY = "林罗陆王刘陈赵孙周吴郑冯黄徐马胡高何梁宋李谢曹严金魏陶季沈石"


def invented(number: int) -> list[Studio]:
    """Studios put together from the cells of the sheets, each with a leader, a unit and an address of its own."""
    dice = random.Random(20260101)
    rows = [row for sheet in SHEETS.values() for row in gold.rows(sheet)]
    leaders = ["示例" + "".join(name) for name in itertools.product(FAMILY, GIVEN, GIVEN)]
    dice.shuffle(leaders)
    studios = []
    for place in range(number):
        one, other, third = dice.choice(rows), dice.choice(rows), dice.choice(rows)
        leader = leaders[place % len(leaders)]
        studios.append(
            Studio(
                name=f"{leader}创新工作室",
                level=one["级别"],
                sector=other["行业"],
                kind=third["创新类型"],
                leader=leader,
                unit=f"{place}号{other['单位']}",
                specialities=(*entries(one["专业方向"])[:2], *entries(other["专业方向"])[:2]),
                intro=one["简介"] + third["简介"],
                address=f"{one['地址']}{place}室",
                street=third["街道"],
                status=other["状态"],
                members=int(one["成员数"] or 0) or None,
                named_on=third["命名日期"],
                updated_on=one["更新时间"],
                id=place + 1,
            )
        )
    return studios


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure(number: int) -> list[str]:
    """The figures, a line each."""
    studios = invented(number)
    shelves: list[Shelf] = []

    def make() -> None:
        shelf = Shelf.made_of(studios, SECTORS, (), ())
        shelf.listener.understand("示例", None, TODAY)
        shelves.append(shelf)

    built = timed(make)
    shelf = shelves[0]
    letters = timed(lambda: shelf.listener.understand("wangwentao", None, TODAY))
    unknown = timed(lambda: shelf.listener.understand("王文韬在哪", None, TODAY))
    questions = [line["ask"] for talk in talks() for line in talk.lines]
    understood, chosen = [], []
    for question in questions:
        understood.append(timed(lambda q=question: shelf.listener.understand(q, None, TODAY)))
        meaning = shelf.listener.understand(question, None, TODAY)
        chosen.append(timed(lambda m=meaning: select(m.query, shelf.book)))
    phrases, messages = times_said()
    return [
        f"| studios | {number} |",
        f"| book and first question | {built:.0f} ms |",
        f"| first question in letters | {letters:.0f} ms |",
        f"| first question with an unknown name | {unknown:.0f} ms |",
        f"| understand, {len(questions)} questions | {_spread(understood)} |",
        f"| choose without the index | {_spread(chosen)} |",
        f"| a phrase about time, {len(phrases)} labelled | {_spread(phrases, 3)} |",
        f"| a leader's message about a course, {len(messages)} labelled | {_spread(messages, 3)} |",
    ]


def times_said() -> tuple[list[float], list[float]]:
    """How long each labelled phrase about time and each labelled message about a course takes: the best of five."""
    zone = ZoneInfo("Asia/Shanghai")
    phrases = [
        partial(spans, one["say"], dates.at(said["now"]), zone) for said in dates.SAID_AT for one in said["phrases"]
    ]
    messages = [
        partial(read_course, one["say"], dates.at(said["now"]), zone)
        for said in course_lines.SAID_AT
        for one in said["lines"]
    ]
    return [min(map(timed, [one] * 5)) for one in phrases], [min(map(timed, [one] * 5)) for one in messages]


def _spread(times: list[float], digits: int = 2) -> str:
    ordered = sorted(times)
    p99 = ordered[int(len(ordered) * 0.99)]
    middle = statistics.median(ordered)
    return f"p50 {middle:.{digits}f} ms, p99 {p99:.{digits}f} ms, longest {ordered[-1]:.{digits}f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studios", type=int, default=1_000)
    parser.add_argument("--to", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    command = "python -m tests.bench.bench_language " + " ".join(sys.argv[1:])
    lines = [f"`{command.strip()}`", "", "| what | figure |", "| --- | --- |", *measure(arguments.studios)]
    print("\n".join(lines))
    if arguments.to is not None:
        arguments.to.parent.mkdir(parents=True, exist_ok=True)
        arguments.to.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
