"""How text is spelled for finding and comparing it: folded, cut into words, in pinyin.

`fold` works character by character, so that a part of a text, folded, is a part of the folded text: that is what makes
the index find everything `LIKE` finds. OpenCC's phrase conversion would break it (著 alone and 著 inside a phrase differ), so
it is asked for single characters only. It lives here and not in `handlers.language` because the same folding must be used
when a record is written and when it is looked for; both happen on this floor.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
_SPACES = re.compile(r" +")
_NOUNS = ("n", "nr", "ns", "nt", "nz", "vn", "eng", "l", "i", "j")
"""Parts of speech (jieba's) that name a thing: nouns, names, places, bodies, verbal nouns, idioms, abbreviations."""
_SIGNS = re.compile(r"[^\w]+")
_COMPANY = re.compile("(?:(?:股份|集团)?有限(?:责任)?公司|(?<!分)公司)$")
"""What a unit's name may end in or not; a branch (分公司) is another unit."""
_LETTERS = re.compile(r"[0-9a-z]+")
LONGEST_WORD = 12
"""Characters; longer pieces of an intro are no words."""


def fold(text: str) -> str:
    """Text without the differences that users do not mean: case, width, Traditional or Simplified, spaces, invisible signs."""
    text = text.translate(_folding())
    return _SPACES.sub(" ", _SPACE_BESIDE_CHINESE.sub("", text)).strip()


def fold_unit(text: str) -> str:
    """A unit's name by which its people are counted together: 「第 一 机械厂」 and 「第一机械厂有限公司」 are one."""
    folded = _SIGNS.sub("", fold(text))
    return _COMPANY.sub("", folded) or folded


def pinyin(text: str) -> tuple[str, str]:
    """Pinyin without tones and its initials, both lower case and unparted: 磁共振 → ('cigongzhen', 'cgz'). ü is v, as it is
    typed; letters and digits stay, signs are dropped."""
    from pypinyin import lazy_pinyin  # a second to load, and only writing needs it

    spelt: list[str] = lazy_pinyin(text, errors=_letters)
    syllables = ["".join(_LETTERS.findall(syllable.casefold())) for syllable in spelt]
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def _letters(chars: str) -> Any:
    """What pypinyin does not know, as a syllable for each character; its types promise only one."""
    return list(unicodedata.normalize("NFKC", chars))


def nouns(text: str) -> Iterator[str]:
    """The words of two and more characters in running text that name a thing, as rjieba's dictionary cuts them."""
    import rjieba

    for word, part in rjieba.tag(text):
        if part in _NOUNS and 2 <= len(word) <= LONGEST_WORD:
            yield word


def starts(text: str) -> frozenset[int]:
    """Where words start in folded text (and where it ends): a hit from one start to another is a whole word."""
    import rjieba

    found, position = {0}, 0
    for word in rjieba.cut(text):
        position += len(word)
        found.add(position)
    return frozenset(found)


class _Folding(dict[int, str]):
    """Folds one character at a time and remembers it."""

    def __init__(self) -> None:
        import opencc

        super().__init__()
        self._simplify = opencc.OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace():
            folded = " "
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co"):
            folded = ""
        else:
            simple = "".join(self._simplify(part) for part in unicodedata.normalize("NFKC", char))
            folded = unicodedata.normalize("NFKC", simple.casefold())
        self[code] = folded
        return folded


@functools.cache
def _folding() -> _Folding:
    return _Folding()
