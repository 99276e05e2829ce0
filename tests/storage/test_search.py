"""The search finds what is written, all of it, the best first, and keeps in step with what is written."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import search, spelling, studios
from storage.database import Database, Tx
from storage.model.search import STUDIO, Document, Word
from storage.model.studios import StudioDraft, StudioFilter
from storage.spelling import fold


def doc(subject: int, title: str = "", *, kind: str = "note", **fields: object) -> Document:
    return Document(kind=kind, subject=subject, title=title, **fields)  # type: ignore[arg-type]


async def found(tx: Tx, *groups: str | list[str], kind: str = "note", limit: int = 100) -> tuple[int, ...]:
    asked = [[group] if isinstance(group, str) else group for group in groups]
    return (await search.find(tx, asked, kind=kind, limit=limit)).ids


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("創新 工作室", "创新工作室"),
        ("ＭＲＩ  System", "mri system"),
        (" 磁 共振\u3000MRI ", "磁共振mri"),
        ("Ａ１\u200b\u202e①", "a11"),
        ("\ufeff\t\n", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text(), st.text())
def test_a_part_of_a_text_stays_a_part_when_folded(before: str, part: str, after: str) -> None:
    assert fold(part) in fold(before + part + after)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("磁共振", ("cigongzhen", "cgz")),
        ("王文韬", ("wangwentao", "wwt")),
        ("绿色MRI、1.5T", ("lvsemri15t", "lsmri15t")),
        ("", ("", "")),
    ],
)
def test_pinyin(text: str, spelt: tuple[str, str]) -> None:
    assert spelling.pinyin(text) == spelt


async def test_every_way_of_asking(db: Database) -> None:
    async with db.write() as tx:
        one = doc(
            7,
            "示例磁共振创新工作室",
            people=("示例领军人甲",),
            topics=("射频线圈", "C++ 编程"),
            unit="示例 MRI 公司",
            place=("望京街道",),
            body="1.5T 系统\n静音梯度。100% 国产",
        )
        await search.put(tx, [one, doc(8, "别的")])
        inside = "磁 磁共 共振创新工作室 領軍人 ｍｒｉ 甲 C++ 1.5t 音梯 度 国产 0% 。 街道"
        for word in [*inside.split(), "mri 公司"]:
            assert await found(tx, word) == (7,), word
        for word in ["振磁", "线圈c", "甲射", "产示", "统静音度", "磁共振工作室", "mriz"]:
            assert await found(tx, word) == (), word
        assert await found(tx, "磁共振", ["没有", "静音"]) == (7,)
        assert await found(tx, "磁共振", "别的") == ()
        assert await found(tx, ["磁共振", "别的"]) == (8, 7)
        assert await found(tx, "磁共振", kind="studio") == ()
        assert await found(tx) == ()
        assert await found(tx, []) == ()
        assert await found(tx, "磁共振", []) == ()
        assert await found(tx, "磁共振", "\u200b") == (7,)
        assert await found(tx, "\u200b") == ()


async def test_hostile_questions_are_only_words(db: Database) -> None:
    async with db.write() as tx:
        await search.put(tx, [doc(1, 'a" OR tokens:b* NOT "c')])
        for word in (
            '"',
            '" OR "',
            "a*",
            "NEAR(a b)",
            "'; DROP TABLE studios; --",
            "(",
            "^a",
            "\x00",
            "\ud800",
            "磁" * 5000,
        ):
            await found(tx, word)
        assert await found(tx, 'OR tokens:b* NOT "') == (1,)
        await found(tx, *[["焊接"] * 500] * 500)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.text("ab 磁共振核,。1", max_size=6), st.text("ab磁共振核\n%", max_size=8)), max_size=6),
    st.text("ab 磁共振核%,1", min_size=1, max_size=4),
)
async def test_what_is_found_is_what_contains_the_word(db: Database, texts: list[tuple[str, str]], word: str) -> None:
    async with db.write() as tx:
        await search.put(tx, [doc(number, "") for number in range(10)])
        await search.put(tx, [doc(number, title, body=body) for number, (title, body) in enumerate(texts)])
        expected = {n for n, pair in enumerate(texts) if fold(word) and any(fold(word) in fold(text) for text in pair)}
        assert set(await found(tx, word)) == expected


async def test_names_come_before_topics_and_topics_before_mentions(db: Database) -> None:
    async with db.write() as tx:
        await search.put(
            tx,
            [
                doc(1, body="焊接焊接焊接焊接焊接"),
                doc(2, unit="示例焊接厂"),
                doc(3, topics=("焊接",)),
                doc(4, "示例焊接工作室"),
                doc(5, people=("焊接",)),
                doc(6, place=("焊接路",)),
                doc(7, "示例", body="焊接"),
                doc(8, "示例", body="焊接", prior=-1),
            ],
        )
        assert await found(tx, "焊接") == (5, 4, 3, 2, 6, 1, 8, 7)


async def test_whole_words_come_before_pieces_of_words(db: Database) -> None:
    async with db.write() as tx:
        await search.put(tx, [doc(1, "北京大学生物"), doc(2, "示例大学")])
        assert await found(tx, "大学") == (2, 1)


async def test_good_hits_of_a_frequent_word_are_not_lost_among_many(db: Database) -> None:
    async with db.write() as tx:
        many = [doc(n, f"示例{n}", body="常见焊接" if n % 4 else "常见焊接医疗") for n in range(10, 6010)]
        await search.put(tx, [doc(1, "焊接示例", body="医疗常见"), doc(2, topics=("焊接",)), *many])
        await search.tidy(tx)
        hits = await search.find(tx, [["焊接"]], kind="note", limit=3)
        assert hits.ids[:2] == (1, 2)
        assert (hits.total, hits.total_is_exact) == (search.COUNTED, False)
        hits = await search.find(tx, [["医疗"], ["焊接"]], kind="note", limit=1)
        assert (hits.ids, hits.total, hits.total_is_exact) == ((1,), 1501, True)
        hits = await search.find(tx, [["常见焊接医疗"]], kind="note", limit=5)
        assert (len(hits.ids), hits.total_is_exact) == (5, False)
        last = await search.find(tx, [["焊接"]], kind="note", limit=10, offset=search.POOL - 5)
        assert len(last.ids) == 5
        assert (await search.find(tx, [["焊接"]], kind="note", offset=search.POOL)).ids == ()


async def test_a_rare_word_of_frequent_pairs_is_found(db: Database) -> None:
    async with db.write() as tx:
        crowd = [doc(n, f"示例{n}", body="甲乙丙、乙丙丁、丙丁甲") for n in range(10, 1210)]
        await search.put(tx, [doc(1, body="甲乙丙丁"), *crowd])
        hits = await search.find(tx, [["甲乙丙丁"]], kind="note")
        assert (hits.ids, hits.total, hits.total_is_exact) == ((1,), 1, True)


async def test_pages_do_not_overlap(db: Database) -> None:
    async with db.write() as tx:
        await search.put(tx, [doc(n, f"焊接{n}", prior=n % 3) for n in range(100)])
        pages = [await search.find(tx, [["焊接"]], kind="note", limit=7, offset=at) for at in range(0, 105, 7)]
        assert sorted(one for page in pages for one in page.ids) == list(range(100))
        assert {page.total for page in pages} == {100}
        assert pages[0].ids == (0, 3, 6, 9, 12, 15, 18)


async def test_the_index_follows_changes(db: Database) -> None:
    async with db.write() as tx:
        before = await search.version(tx)
        await search.put(
            tx, [doc(1, "焊接", words=(("name", "焊接"), ("word", "机器人"))), doc(2, "护理", facets=("x=y",))]
        )
        await search.put(tx, [doc(1, "电焊", words=(("name", "电焊"), ("word", "机器人"))), doc(3, "急救")])
        assert await found(tx, "焊接") == ()
        assert await found(tx, "电焊") == (1,)
        assert await found(tx, "护") == (2,)
        await search.put(tx, [doc(2, "")])
        assert await found(tx, "护") == ()
        assert await search.version(tx) == before + 3
        assert {word.text for word in await search.vocabulary(tx)} == {"电焊", "机器人"}
        await search.put(tx, [doc(1, ""), doc(3, "")])
        assert await search.vocabulary(tx) == ()
        await search.tidy(tx)
        await tx.fetch("INSERT INTO search (search) VALUES ('integrity-check')")


async def test_another_process_notices(db: Database, tmp_path: Path) -> None:
    async with db.read() as tx:
        before = await search.version(tx)
    other = await Database.open(tmp_path / "studio.db")
    async with other.write() as tx:
        await search.put(tx, [doc(1, "焊接")])
    await other.close()
    async with db.read() as tx:
        assert await search.version(tx) > before


async def test_the_vocabulary_of_studios(db: Database) -> None:
    one = StudioDraft(
        "示例磁共振创新工作室",
        leader="示例领军人甲、示例领军人乙",
        unit="示例医院",
        street="望京街道",
        specialities=("射频线圈",),
        intro="做磁共振成像设备的研发。",
    )
    async with db.write() as tx:
        await studios.save_all(tx, [one, StudioDraft("示例二创新工作室", street="望京街道")], now=1)
        words = await search.vocabulary(tx)
        assert Word("望京街道", "wangjingjiedao", "wjjd", "street", 2) in words
        assert Word("射频线圈", "shepinxianquan", "spxq", "speciality", 1) in words
        assert Word("磁共振", "cigongzhen", "cgz", "word", 1) in words
        kinds = {word.kind: word.text for word in words}
        assert kinds.keys() == {"name", "leader", "unit", "street", "speciality", "word"}
        assert {word.text for word in words if word.kind == "leader"} == {"示例领军人甲", "示例领军人乙"}
        assert [word.kind for word in words][-1] == "word"
        assert len(await search.vocabulary(tx, limit=3)) == 3


async def test_nobody_is_found_by_a_telephone_number(db: Database) -> None:
    async with db.write() as tx:
        await studios.save_all(tx, [StudioDraft("示例创新工作室", phone="139-0000-0001", source="示例数据")], now=1)
        assert await found(tx, "0000", kind=STUDIO) == ()
        assert await found(tx, "示例创新", kind=STUDIO) == (1,)


async def test_all_two_character_words_that_like_finds_are_found(database: Path) -> None:
    """Over the sample data, every pair of characters that occurs and some that do not."""
    with closing(sqlite3.connect(database)) as plain:
        columns = "name, leader, unit, intro, address, street, level, sector, kind, status"
        rows = plain.execute(f"SELECT id, {columns} FROM studios").fetchall()
        for number, name in plain.execute("SELECT studio, name FROM studio_specialities").fetchall():
            rows.append((number, name))
    words = {text[at : at + 2] for _, *texts in rows for text in texts for at in range(len(text) - 1)}
    words |= {"".join(random.Random(1).sample("磁共振核焊接医疗ab", 2)) for _ in range(20)}
    db = await Database.open(database)
    async with db.read() as tx:
        for word in sorted(words):
            expected = {number for number, *texts in rows if any(fold(word) in fold(text) for text in texts)}
            hits = await search.find(tx, [[word]], kind=STUDIO, limit=100, filters=StudioFilter(include_delisted=True))
            assert set(hits.ids) == (expected if fold(word) else set()), word
            assert (hits.total, hits.total_is_exact) == (len(hits.ids), True)
    await db.close()
