"""What the stages of a competition are called, and the buttons that lead to what is done in them.

Shared by the competition's card, the journey on it, and the rooms that draw, score, publish and answer.
"""

from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage.model.contests import Result
from storage.model.ranking import NO_PLACE

DESK = Tap("stage.desk", int)
"""赛程与成绩, for admins: a competition's stages, each with how far it is."""
STAGE = Tap("stage.open", int, str)
"""One stage of it, in place."""
SCORE = Tap("score.open", int, str)
"""An assessor's board."""
JOURNEY = Tap("journey.show", int)
"""我走到哪一步了, as a new message."""
PUBLIC = Tap("result.public", int, str, int)
"""A page of what is published of a stage, in place."""
OBJECT = Tap("objection.begin", int, str)
"""提异议, while a stage is publicised."""
APPEAL = Tap("appeal.begin", int, str)
"""申诉 against one's own result."""
DRAW_RULE = Tap("draw.rule", int, str)
"""How numbers were drawn, so that anybody can repeat it."""
PREVIEW = Tap("result.preview", int, str, int)
"""For admins: a page of what the scores come to, in place."""
TABLE = Tap("result.table", int, str)
"""For admins: numbers, names, scores and results as a workbook."""
OBJECTIONS = Tap("objection.list", int, str)
"""For admins: what waits for an answer."""
CORRECT = Tap("result.correct", int, str)
AWARD = Tap("award.begin", int, str)
"""For admins: put points right after they were told; give the awards."""

STAGE_NAMES = {
    "register_open": "报名开始",
    "register_close": "报名截止",
    "review": "资格审核",
    "preliminary": "初赛",
    "semifinal": "复赛",
    "final": "决赛",
    "publicity": "公示",
}
"""What the moment of a stage is called (source strings)."""


def place_name(words: Words, result: Result) -> str:
    """「第 2 名」,「并列第 2 名」; 缺席 for whoever was not scored."""
    if result.place == NO_PLACE:
        return words.label("缺席")
    if result.shared:
        return words.label("并列第 {place} 名", place=result.place)
    return words.label("第 {place} 名", place=result.place)


def stage_name(words: Words, stage: str) -> str:
    """What a stage is called; a key that we do not know stays as it is."""
    name = STAGE_NAMES.get(stage, stage)
    return words.label(name)
