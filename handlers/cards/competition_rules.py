"""A competition's rules of registration and of judging: how they are said on its card, asked for, and read.

An ordinary competition has none: people register alone, as many as come, unchecked.
"""

from markupsafe import Markup

from handlers.kit.words import Words
from storage.model.competitions import Draft


def rule_lines(words: Words, draft: Draft, taken: int | None = None) -> list[Markup]:
    """What somebody who thinks of entering should know, a line each. `taken`: how many of the seats."""
    lines, team = [], draft.team_most > 1
    if team and draft.team_least == draft.team_most:
        lines.append(words.t("组队参加:每队 {number} 人", number=draft.team_most))
    elif team:
        lines.append(words.t("组队参加:每队 {least}–{most} 人", least=draft.team_least, most=draft.team_most))
    if draft.seats is not None:
        said = (
            words.t("名额:{number} 队", number=draft.seats) if team else words.t("名额:{number} 人", number=draft.seats)
        )
        if taken is not None:
            said += words.t(",还剩 {free}", free=max(0, draft.seats - taken))
        lines.append(said)
    if draft.per_unit is not None and team:
        lines.append(words.t("每个单位最多 {number} 队", number=draft.per_unit))
    elif draft.per_unit is not None:
        lines.append(words.t("每个单位最多 {number} 人", number=draft.per_unit))
    if draft.documents:
        lines.append(words.t("报名要交:{documents}(拍照)", documents=draft.documents))
    if draft.checked:
        lines.append(words.t("报名后由工会审核,结果会告诉您"))
    if draft.awards:
        lines.append(words.t("奖励:{awards}", awards=draft.awards))
    return lines
