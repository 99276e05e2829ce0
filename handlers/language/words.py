"""The dictionary: where the words of a text are, and what is a word at all. Loaded when first asked."""

from functools import lru_cache


def cut(text: str, guess: bool = True) -> list[str]:
    """The words of `text` as a dictionary cuts them; with `guess` also words that only look like some (names)."""
    import rjieba

    words: list[str] = rjieba.cut(text, guess)
    return words


@lru_cache(maxsize=500)
def pieces(word: str) -> tuple[str, ...]:
    """The shorter words in a long word that says something: 国家科技进步奖 → 国家, 科技, 进步."""
    import rjieba

    if len(word) < 4:
        return ()
    return tuple(dict.fromkeys(part for part in rjieba.cut_for_search(word) if len(part) == 2))


@lru_cache(maxsize=500)
def parts(word: str) -> tuple[str, ...]:
    """The words of two and more characters in a longer word or phrase: 劳动法 → 劳动."""
    import rjieba

    found = dict.fromkeys(rjieba.cut_for_search(word)) if len(word) > 2 else {}
    return tuple(part for part in found if 2 <= len(part) < len(word))


@lru_cache(maxsize=2000)
def boundaries(text: str, guess: bool = False) -> frozenset[int]:
    """The places between the words of `text`."""
    found, at = {0}, 0
    for word in cut(text, guess):
        at += len(word)
        found.add(at)
    return frozenset(found)


@lru_cache(maxsize=2000)
def ordinary(text: str) -> bool:
    """Whether `text` is a word of the dictionary, and not as a person's name (高峰, 方圆)."""
    import rjieba

    return known(text) and not rjieba.tag(text)[0][1].startswith("nr")


def known(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return cut(text, False) == [text]
