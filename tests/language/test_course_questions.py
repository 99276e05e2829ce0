"""The labelled questions about courses and competitions, asked in the real house; their score is printed at the end."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.standin.world import World
from tests.language.asking import Line, Score, answer, talks
from tests.language.course_asking import course_house, judge, titles

LEAST_SHARE = 0.95
ONE_PERSON_ASKS = 120


async def test_labelled_course_questions(
    tmp_path: Path, record_property: Callable[[str, object], None], errors: list[str]
) -> None:
    courses, contests = titles("courses.csv"), titles("contests.csv")
    score = Score()
    kinds: Counter[str] = Counter()
    async with course_house(tmp_path) as world:
        for number, talk in enumerate(one for one in talks() if one.data == "courses"):
            for line in talk.lines:
                who = "报过名的" if line.get("enrolled") else f"asker{number}"
                text = await answer(world, who, line["ask"])
                faults, misnamed = judge(line, text, courses, contests)
                score.asked += 1
                kinds[talk.kind] += 1
                if faults:
                    score.wrong.append(f"[{talk.kind}] {line['ask']}: {'; '.join(faults)}\n    {text[:300]!r}")
                score.misnamed += [f"{line['ask']}: {one}" for one in misnamed]
        alone = [talk.lines[0] for talk in talks() if talk.data == "courses" and not talk.lines[0].get("enrolled")]
        mixed = await _in_one_breath(world, alone, courses, contests)
    right = score.asked - len(score.wrong)
    record_property(
        "score",
        f"labelled questions (courses): {right} of {score.asked} right ({score.share:.1%}), "
        f"{len(score.misnamed)} wrong-but-sure, {len(kinds)} kinds",
    )
    report = "\n".join(score.wrong)
    assert not score.misnamed, f"courses or competitions named as if right: {score.misnamed}\n{report}"
    assert score.share >= LEAST_SHARE, f"{right} of {score.asked}:\n{report}"
    assert not mixed, "leant on an answer that it has nothing to do with:\n" + "\n".join(mixed)


async def _in_one_breath(
    world: World, lines: Sequence[Line], courses: Sequence[str], contests: Sequence[str]
) -> list[str]:
    """What is answered wrongly when one person asks it all: each question follows on another that it does not lean on."""
    shuffled = random.Random(20260101).sample(lines, ONE_PERSON_ASKS)
    answers = [(line, await answer(world, "一个人", line["ask"])) for line in shuffled]
    return [
        f"{line['ask']}: {'; '.join(faults)}"
        for line, text in answers
        if (faults := judge(line, text, courses, contests)[0])
    ]
