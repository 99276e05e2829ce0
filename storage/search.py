"""Finding records by what is written in them, over an index of character pairs that the writing functions keep in step.

The index stores neither text nor positions (`detail=none`), so candidates are checked against the folded text in
`documents`; only the best few hundred are ever read and ranked, those first that have the words in their names.

SQLite is spoken to in its own dialect here; another engine would bring its own index.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from storage import pairs, spelling
from storage.database import Tx, load
from storage.model.search import PARTER, Document, Hit, Hits, Word, holds, score
from storage.model.studios import StudioFilter
from storage.pairs import Telling, Words

SQL = load("search")

POOL = 200
"""Candidates that are read and ranked; pages end there."""
LOOKED_AT = 50
"""The best of them are ranked once more by whether whole words were hit."""
BATCHES = 8
"""How many pools are read for a long word whose pairs are frequent and which itself is rare."""
COUNTED = 2_000
"""Totals are counted exactly up to here."""
CHECKED = 1_000
"""Words of three and more characters must be looked up in the text to be counted; up to so many candidates they are."""
PROBED = 2_000
"""How far the documents of a pair are counted to see which pairs are rare."""
PROBED_WORDS = 8
_NO_END = 1 << 62

_Ranked = tuple[int, int, int]
"""Minus the score, the prior, the subject: sorted, the best come first and equals by prior, then by age."""


async def put(tx: Tx, documents: Sequence[Document], *, learnt: bool = True) -> None:
    """Make documents findable, replacing what is known of their subjects. All must be of one kind, each subject once.

    `learnt`: running bots learn names and words from them (`touch`); False for what they only look up.
    """
    if not documents:
        return
    kind = documents[0].kind
    known = {row["subject"]: row for row in await _known(tx, kind, [one.subject for one in documents])}
    await SQL.unindex(tx, (_entry(kind, row) for row in known.values()))
    fresh = await SQL.next_id(tx)
    rows = []
    for one in documents:
        if one.subject in known:
            rows.append(_row(one, known[one.subject]["id"]))
        else:
            rows.append(_row(one, fresh))
            fresh += 1
    await SQL.put_document(tx, rows)
    await SQL.index(tx, (_entry(kind, row) for row in rows))
    uses = Counter(word for row in rows for word in _words(row))
    uses.subtract(word for row in known.values() for word in _words(row))
    await _use_words(tx, uses)
    if learnt:
        await touch(tx)


async def tidy(tx: Tx) -> None:
    """Merge the pieces of the index into one; worth it after a large import (seconds at a million documents)."""
    await SQL.tidy(tx)


async def touch(tx: Tx) -> None:
    """Tell running bots (`version`) that what they learnt from the records has changed."""
    await SQL.touch(tx)


async def version(tx: Tx) -> int:
    """A number that grows with every change of what can be found, whichever process makes it."""
    return int(await SQL.version(tx))


async def vocabulary(tx: Tx, *, limit: int = 50_000) -> tuple[Word, ...]:
    """The words of the records, most used first; names, leaders, units, streets and specialities before introductions' nouns."""
    rows = await SQL.vocabulary(tx, limit=limit)
    return tuple(Word(row["text"], row["pinyin"], row["initials"], row["kind"], row["uses"]) for row in rows)


async def find(
    tx: Tx,
    groups: Sequence[Sequence[str]],
    *,
    kind: str,
    filters: StudioFilter | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Hits:
    """Documents of a kind in which every group has an alternative that occurs, best first.

    An alternative is any text of one or more characters; case, width, spaces and Traditional characters do not matter.
    Only the first 8 groups of 24 alternatives are looked at. Pages end after `POOL` hits; without a word nothing is found
    (`storage.studios.browse` lists by filters alone).
    """
    asked = pairs.words(groups)
    if not asked or not all(asked):
        return Hits(0, True, ())
    telling = await _telling(tx, kind, asked)
    anywhere = pairs.match(kind, asked, pairs.ANYWHERE, filters, telling)
    newest = await _ids(tx, anywhere, POOL + 1)
    if len(newest) <= POOL:
        return _page(await _ranked(tx, newest, asked), None, limit, offset)
    wanted = min(offset + limit, POOL)
    pool: dict[int, None] = {}
    for tier in (pairs.NAMES, pairs.HEAD):
        if len(pool) < POOL:
            pool.update(dict.fromkeys(await _ids(tx, pairs.match(kind, asked, tier, filters, telling), POOL)))
    pool.update(dict.fromkeys(newest))
    waiting = list(pool)
    found = await _ranked(tx, waiting[:POOL], asked)
    waiting = waiting[POOL:]
    for _ in range(BATCHES):  # only a rare word of frequent pairs comes here
        if len(found) >= wanted:
            break
        newest = await _ids(tx, anywhere, POOL, before=newest[-1])
        found = sorted(found + await _ranked(tx, waiting + [one for one in newest if one not in pool], asked))
        if len(newest) < POOL:
            return _page(found, None, limit, offset)
        waiting = []
    return _page(found, await _total(tx, anywhere, asked), limit, offset)


async def _telling(tx: Tx, kind: str, asked: Words) -> Telling:
    """The rarest pairs of long words. With all pairs of 「示例焊接创新工作室」 the index would walk through every studio."""
    long = [part for group in asked for part in group if len(part) > pairs.ENOUGH + 1][:PROBED_WORDS]
    if not long:
        return {}
    prefix = f"{kind}{pairs.ANYWHERE}"
    tokens = {f"{prefix}{pair}" for part in long for pair in pairs.of(part)}
    rows = await SQL.frequencies(tx, tokens=json.dumps(list(tokens)), limit=PROBED)
    numbers = {row["token"]: row["number"] for row in rows}
    return {part: sorted(pairs.of(part), key=lambda pair: numbers[f"{prefix}{pair}"])[: pairs.ENOUGH] for part in long}


def _page(found: list[_Ranked], total: tuple[int, bool] | None, limit: int, offset: int) -> Hits:
    """One page of the pool; without a total the pool is all there is."""
    count, exact = total or (len(found), True)
    page = found[offset : min(offset + limit, POOL)]
    return Hits(max(count, len(found)), exact, tuple(Hit(subject, -minus) for minus, _, subject in page))


async def _total(tx: Tx, match: str, asked: Words) -> tuple[int, bool]:
    """How many documents hold the words, and whether that is certain."""
    if max(len(part) for group in asked for part in group) <= 2:
        count = await SQL.count_up_to(tx, match=match, limit=COUNTED)
        return count, count < COUNTED
    ids = await _ids(tx, match, CHECKED + 1)
    if len(ids) > CHECKED:
        return 0, False
    rows = await SQL.texts(tx, ids=json.dumps(ids))
    return sum(holds(_lines(row), asked) for row in rows), True


async def _ids(tx: Tx, match: str, limit: int, before: int = _NO_END) -> list[int]:
    return [row["id"] for row in await SQL.candidates(tx, match=match, limit=limit, before=before)]


async def _ranked(tx: Tx, ids: Sequence[int], asked: Words) -> list[_Ranked]:
    """The candidates that really hold the words, best first."""
    rows = await SQL.texts(tx, ids=json.dumps(ids))
    rough = sorted((-score(_lines(row), asked), row["prior"], row["subject"], at) for at, row in enumerate(rows))
    rough = [one for one in rough if one[0]]
    fine = [
        (-score(_lines(rows[at]), asked, spelling.starts), prior, subject)
        for _, prior, subject, at in rough[:LOOKED_AT]
    ]
    return sorted(fine) + [one[:3] for one in rough[LOOKED_AT:]]


async def _known(tx: Tx, kind: str, subjects: Iterable[int]) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = await SQL.known(tx, kind=kind, subjects=json.dumps(list(subjects)))
    return rows


def _row(one: Document, row_id: int) -> dict[str, Any]:
    """A document as its table row."""
    head = (one.title, PARTER.join(one.people), PARTER.join(one.topics), one.unit)
    body = (PARTER.join(one.place), one.body)
    return {
        "id": row_id,
        "kind": one.kind,
        "subject": one.subject,
        "prior": one.prior,
        "head": "\n".join(map(_fold_entries, head)),
        "body": "\n".join(map(_fold_entries, body)),
        "facets": "\n".join(map(spelling.fold, one.facets)),
        "words": "\n".join(f"{kind} {' '.join(text.split())}" for kind, text in dict.fromkeys(one.words)),
    }


def _fold_entries(line: str) -> str:
    return PARTER.join(map(spelling.fold, line.split(PARTER)))


def _lines(row: Mapping[str, Any]) -> list[str]:
    return [*row["head"].split("\n"), *row["body"].split("\n")]


def _words(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for line in filter(None, row["words"].split("\n")):
        kind, _, text = line.partition(" ")
        yield kind, text


def _entry(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the index was or is told about a document."""
    return {"id": row["id"], "tokens": pairs.tokens(kind, _lines(row), filter(None, row["facets"].split("\n")))}


async def _use_words(tx: Tx, uses: Counter[tuple[str, str]]) -> None:
    """Count words up and down, give new ones their pinyin and forget the unused."""
    changed = {word: more for word, more in uses.items() if more}
    if not changed:
        return
    unknown = await SQL.unknown_words(tx, words=json.dumps([list(word) for word in changed]))
    spelt = []
    for kind, text in unknown:
        full, initials = spelling.pinyin(text)
        spelt.append({"kind": kind, "text": text, "pinyin": full, "initials": initials})
    await SQL.add_word(tx, spelt)
    await SQL.use_word(tx, [{"kind": kind, "text": text, "more": n} for (kind, text), n in changed.items()])
    await SQL.drop_unused_word(tx, [{"kind": kind, "text": text} for (kind, text), n in changed.items() if n < 0])
