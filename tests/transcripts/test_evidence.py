"""Pictures and files behind a news, from the leader's phone to the officer's."""

from pathlib import Path

import pytest

from tests.conftest import Play
from tests.transcripts.records import rows


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A certificate, and something that only calls itself one."""
    (tmp_path / "证书.pdf").write_bytes(b"%PDF-1.7\n" + bytes(200))
    (tmp_path / "假.pdf").write_bytes(b"MZ" + bytes(2000))
    return tmp_path


async def test_evidence_goes_with_the_news_to_who_reviews_it(play: Play, database: Path, files: Path) -> None:
    await play(
        f"""
        领 > 本月拿到实用新型专利2项
        领 < 快报 · 1 条…
        领 > +file {files}/证书.pdf 授权证书
        领 < …1 份证明材料…
        领 > +file {files}/假.pdf
        领 < …2 份证明材料…
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条…
        领 < ⚠️ 「假.pdf」的内容和文件名对不上，没有收。请用原来的软件打开，另存为 PDF 再发。
             它是 N20261201-0001 的证明材料。
             [看这份快报]
        管 > /review
        管 < …
             📎 1 份证明材料，已备份
             [通过]
             [退回修改] [不采纳]
             [看证明材料]
             [下一个] [看队列]
        管 > [看证明材料]
        管 <! 马上发给您
        管 < 📄 证书.pdf
             N20261201-0001 证明材料 1/1
             授权证书
        """
    )
    noted = rows(database, "SELECT subject, detail FROM audit WHERE detail LIKE 'evidence%'")
    assert noted == [("news 1", "evidence 2")]
