"""The labelled questions, asked in the real house; their score is printed at the end of the test run."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.language import gold
from tests.language.asking import SHEETS, Score, answer, house, judge, talks

LEAST_SHARE = 0.95
LEAST_QUESTIONS = 400


@pytest.mark.parametrize("data", sorted(SHEETS))
async def test_labelled_questions(
    data: str, tmp_path: Path, record_property: Callable[[str, object], None], errors: list[str]
) -> None:
    sheet = gold.rows(SHEETS[data])
    score = Score()
    kinds: Counter[str] = Counter()
    async with house(data, tmp_path) as world:
        for number, talk in enumerate(one for one in talks() if one.data == data):
            for line in talk.lines:
                text = await answer(world, f"asker{number}", line["ask"])
                faults, misnamed = judge(line, text, sheet)
                score.asked += 1
                kinds[talk.kind] += 1
                if faults:
                    score.wrong.append(f"[{talk.kind}] {line['ask']}: {'; '.join(faults)}\n    {text[:300]!r}")
                score.misnamed += [f"{line['ask']}: {one}" for one in misnamed]
    right = score.asked - len(score.wrong)
    record_property(
        "score",
        f"labelled questions ({data}): {right} of {score.asked} right ({score.share:.1%}), "
        f"{len(score.misnamed)} wrong studios, {len(kinds)} kinds",
    )
    report = "\n".join(score.wrong)
    assert not score.misnamed, f"wrong studios named as if right: {score.misnamed}\n{report}"
    assert score.share >= LEAST_SHARE, f"{right} of {score.asked}:\n{report}"


def test_there_are_enough_of_every_kind() -> None:
    lines = [line for talk in talks() for line in talk.lines]
    assert len(lines) >= LEAST_QUESTIONS
    assert len({talk.kind for talk in talks()}) >= 20
    assert len({line["ask"] for line in lines}) > 0.9 * len(lines)
