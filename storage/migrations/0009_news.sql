-- Quick news (快报) of studios and the records in it. Times are milliseconds UTC, dates ISO text or '', money fen.

-- What was saved at once: one receipt, one or several records, the evidence that came along.
CREATE TABLE news (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    receipt TEXT NOT NULL UNIQUE,                   -- what the author quotes: N20261201-0007
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    author INTEGER NOT NULL,                        -- a person; no reference: the studio's record outlives their row. 0: imported
    author_name TEXT NOT NULL DEFAULT '',           -- 提交人, as an import names them; else ''
    said TEXT NOT NULL DEFAULT '',                  -- 原话, as typed; '' for what a form gave
    draft INTEGER,                                  -- the dialogue it was saved from: a double send makes one
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX news_draft ON news (draft) WHERE draft IS NOT NULL;
CREATE INDEX news_studio ON news (studio, at);
CREATE INDEX news_author ON news (author);

CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    news INTEGER NOT NULL REFERENCES news (id) ON DELETE CASCADE,
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                      -- its place in the news, 1 first
    kind TEXT NOT NULL,                             -- 类型: storage.model.records.KINDS and what admins add (terms 'result')
    stage TEXT NOT NULL DEFAULT '',                 -- 阶段
    title TEXT NOT NULL DEFAULT '',                 -- 名称
    number INTEGER,                                 -- 数量
    approx TEXT NOT NULL DEFAULT '',                -- 约数, as said: 近千人, 20余项; '' = exact
    people INTEGER,                                 -- 人数
    amount_fen INTEGER,                             -- 金额
    benefit TEXT NOT NULL DEFAULT '',               -- 效益类别: direct | indirect | social | ''
    year INTEGER,                                   -- the year a benefit is of
    basis TEXT NOT NULL DEFAULT '',                 -- 计算依据; of a social benefit, what it is
    proof TEXT NOT NULL DEFAULT '',                 -- 证明: '' | seal | audit
    code TEXT NOT NULL DEFAULT '',                  -- 编号, e.g. of a patent, folded (storage.model.records.folded_code)
    begins_on TEXT NOT NULL,                        -- 日期: the first and the last day it is about
    ends_on TEXT NOT NULL,
    said TEXT NOT NULL DEFAULT '',                  -- the words of the message that it was read from
    state TEXT NOT NULL DEFAULT 'pending',          -- storage.model.records.State
    reason TEXT NOT NULL DEFAULT '',                -- why it was returned or not taken
    field TEXT NOT NULL DEFAULT '',                 -- the field that the reason is about
    corrects INTEGER REFERENCES records (id) ON DELETE CASCADE,  -- it asks to change this approved one; never counted itself
    void INTEGER NOT NULL DEFAULT 0,                -- 1: it asks to take the approved one back altogether
    included_in INTEGER REFERENCES records (id) ON DELETE SET NULL,  -- a benefit that is part of that one: not counted twice
    includes TEXT NOT NULL DEFAULT '',              -- ids, comma separated, of the benefits that its studio says are part of this one (storage.benefits)
    judged_by INTEGER,
    judged_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX records_news ON records (news, position);
CREATE INDEX records_studio ON records (studio, ends_on);
CREATE INDEX records_waiting ON records (news, studio, state, created_at, changed_at) WHERE state IN ('pending', 'resubmitted');
CREATE INDEX records_code ON records (code) WHERE code <> '';
CREATE INDEX records_corrects ON records (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX records_included ON records (included_in) WHERE included_in IS NOT NULL;

-- Every content a record ever had, the present one too.
CREATE TABLE record_versions (
    record INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,                          -- JSON of storage.model.records.Facts
    state TEXT NOT NULL,
    person INTEGER NOT NULL,                        -- who made it so
    at INTEGER NOT NULL,
    PRIMARY KEY (record, version)
);

-- Pictures and files behind news and reports. The file id is here at once; the copy comes later.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,                          -- 'news' | 'report'
    number INTEGER NOT NULL,                        -- of the news or the report
    kind TEXT NOT NULL,                             -- photo | document | video | post (a forwarded text without a file)
    file_id TEXT NOT NULL DEFAULT '',               -- Telegram keeps the file; this names it for our bot
    name TEXT NOT NULL DEFAULT '',                  -- as it was called, cleaned: only shown, never a path
    text TEXT NOT NULL DEFAULT '',                  -- of a forwarded post, or the caption
    person INTEGER NOT NULL,                        -- who showed it
    state TEXT NOT NULL DEFAULT 'waiting',          -- waiting | kept | refused | failed
    why TEXT NOT NULL DEFAULT '',                   -- why it was refused or failed: storage.model.evidence.Why
    stored TEXT NOT NULL DEFAULT '',                -- the random name of our copy
    type TEXT NOT NULL DEFAULT '',                  -- what its bytes are, e.g. image/jpeg
    bytes INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    kept_at INTEGER
);
CREATE INDEX evidence_subject ON evidence (subject, number);
CREATE INDEX evidence_waiting ON evidence (next_try) WHERE state = 'waiting';
CREATE INDEX evidence_studio ON evidence (studio);

INSERT INTO terms (kind, name, position) VALUES
    ('result', '发明专利', 1), ('result', '实用新型', 2), ('result', '外观设计', 3), ('result', '软件著作权', 4), ('result', '论文', 5),
    ('result', '著作教材', 6), ('result', '标准', 7), ('result', '工法/先进操作法', 8), ('result', '技术革新', 9),
    ('result', '五小成果', 10), ('result', '合理化建议', 11), ('result', 'QC成果', 12), ('result', '获奖', 13), ('result', '服务案例', 14);
