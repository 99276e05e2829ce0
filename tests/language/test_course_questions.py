"""The labelled questions about courses and competitions, asked in the real house; their score is printed at the end."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.language.asking import Score, answer, talks
from tests.language.course_asking import course_house, judge, titles

LEAST_SHARE = 0.95


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
    right = score.asked - len(score.wrong)
    record_property(
        "score",
        f"labelled questions (courses): {right} of {score.asked} right ({score.share:.1%}), "
        f"{len(score.misnamed)} wrong-but-sure, {len(kinds)} kinds",
    )
    report = "\n".join(score.wrong)
    assert not score.misnamed, f"courses or competitions named as if right: {score.misnamed}\n{report}"
    assert score.share >= LEAST_SHARE, f"{right} of {score.asked}:\n{report}"
