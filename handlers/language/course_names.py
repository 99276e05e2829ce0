"""Which titles a question may mean: said whole, said in part, or typed with a slip."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from handlers.language.sounds import looks_alike, sounds_alike

_NOUN = re.compile("(?:技能|技术)?(?:课程|课|培训班|培训|讲座|竞赛|大赛|比赛|比武)$")
_BARE_NOUN = re.compile("(?:课程|课|培训班|培训|讲座|竞赛|大赛|比赛|比武)$")
SHORTEST_PART = 3
"""Characters from which a part of a title is taken for the title."""
_SIMILAR = 0.72


class Fit(IntEnum):
    """How surely a title is meant."""

    NONE = 0
    SIMILAR = 1  # a slip of the pen: asked back
    PART = 2  # what was said is a part of it
    INSIDE = 3  # it stands in the question, with other words
    WHOLE = 4  # with or without its 课


@dataclass(frozen=True, slots=True)
class Named:
    """The titles that fit best, all equally, and how."""

    fit: Fit
    names: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A title or what was said of it without its noun: 焊接实操课 → 焊接实操."""
    return _NOUN.sub("", name) or name


def named(said: str, flat: str, names: Sequence[str]) -> Named:
    """Which of `names` (as `storage.course_search.name_of` gives them) are meant by `said`, what is left of the question
    `flat`, both without spaces."""
    best, found = Fit.NONE, list[str]()
    some = list(dict.fromkeys(names))
    for name in some:
        fit = _fit(said, flat, name)
        if fit > best:
            best, found = fit, [name]
        elif fit and fit == best:
            found.append(name)
    if best is Fit.INSIDE:
        longest = max(map(len, found))
        parts = {one for one in found for other in found if one != other and one in other}
        found = [one for one in found if len(one) == longest or one not in parts]
    return Named(best, tuple(found)) if best else _similar(said, some)


def _similar(said: str, names: Sequence[str]) -> Named:
    """The one title that `said` may be a slip for."""
    core, slips = set(plain(said)), max(1, (len(said) + 1) // 4)  # so many characters may be others, see `_likeness`
    some = [one for one in names if len(core & set(one)) >= max(1, len(core) - slips)]
    scored = sorted(((_likeness(said, one), one) for one in some), reverse=True)
    best = scored[0][0] if scored else 0.0
    found = [name for score, name in scored if score >= best - 0.02]
    return Named(Fit.SIMILAR, tuple(found)) if best >= _SIMILAR and len(found) == 1 else Named(Fit.NONE)


def covers(said: str, name: str) -> float:
    """How much of a title was said, 0 to 1."""
    return len(plain(said)) / max(1, len(plain(name))) if plain(said) in name else 0.0


def _fit(said: str, flat: str, name: str) -> Fit:
    core = plain(name)
    if said and (said in (name, core) or plain(said) == core):
        return Fit.WHOLE
    if name in flat or (len(core) >= 4 and core in flat):
        return Fit.INSIDE
    return Fit.PART if len(said) >= SHORTEST_PART and said in name else Fit.NONE


def _likeness(said: str, name: str) -> float:
    """How alike two names are, 0 to 1: one character in four or more wrong, left out or too much; lighter where it sounds or
    looks alike."""
    from rapidfuzz.distance import Levenshtein

    best = 0.0
    for other in {name, plain(name), _BARE_NOUN.sub("", name)}:
        for one in {said, plain(said)}:
            longest = max(len(one), len(other))
            if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
                continue
            steps = Levenshtein.editops(one, other)
            if len(steps) > max(1, longest // 4):
                continue
            cost = 0.0
            for step in steps:
                a, b = one[step.src_pos : step.src_pos + 1], other[step.dest_pos : step.dest_pos + 1]
                alike = step.tag == "replace" and (looks_alike(a, b) or sounds_alike(a, b))
                cost += 0.4 if alike else 1.0
            best = max(best, 1 - cost / longest)
    return best
