-- Studios, what the search knows of them, and the lists that admins can extend. Times are milliseconds UTC, dates ISO text or ''.
CREATE TABLE studios (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    name TEXT NOT NULL UNIQUE,
    level TEXT NOT NULL DEFAULT '',
    level_rank INTEGER NOT NULL,                    -- place of the level in model.studios.LEVELS; the highest is 0, unknown comes last
    sector TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    leader TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    intro TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    members INTEGER,
    named_on TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    updated_on TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX studios_order ON studios (level_rank, name);

CREATE TABLE studio_specialities (
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (studio, position)
);

-- A studio in one row; its specialities in order, joined by the unit separator. The one place that aggregates text, so that
-- another engine needs only its own view.
CREATE VIEW studio_records AS
SELECT studios.*, coalesce((
    SELECT group_concat(ordered.name, char(31))
    FROM (SELECT name FROM studio_specialities WHERE studio = studios.id ORDER BY position) AS ordered
), '') AS specialities
FROM studios;

CREATE TABLE follows (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, studio)
);
CREATE INDEX follows_studio ON follows (studio);

CREATE TABLE terms (
    kind TEXT NOT NULL,                             -- which list: 'sector' (行业)
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
);
INSERT INTO terms (kind, name, position) VALUES
    ('sector', '文化', 1), ('sector', '服务', 2), ('sector', '制造', 3), ('sector', '电子信息', 4), ('sector', '医疗卫生', 5),
    ('sector', '建筑', 6), ('sector', '交通物流', 7), ('sector', '教育', 8), ('sector', '餐饮', 9), ('sector', '法律', 10),
    ('sector', '环保', 11), ('sector', '其他', 12);

-- What can be found: one row a subject, its text folded (storage.spelling), fields parted by line breaks.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                             -- 'studio', later other nouns
    subject INTEGER NOT NULL,                       -- the noun's own id
    prior INTEGER NOT NULL,                         -- among equals, the smaller comes first
    head TEXT NOT NULL,                             -- fields that weigh much, see storage.model.search
    body TEXT NOT NULL,
    facets TEXT NOT NULL,                           -- exact values to filter by, one a line
    words TEXT NOT NULL,                            -- what it gave to the table of words, one 'kind text' a line
    UNIQUE (kind, subject)
);

-- Pairs of neighbouring characters, made in Python; no copy of the text, no positions.
CREATE VIRTUAL TABLE search USING fts5 (tokens, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
-- Bytes gathered in memory before a piece of index is written: fewer pieces, faster imports.
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);

CREATE TABLE words (
    kind TEXT NOT NULL,                             -- name | leader | unit | street | speciality | word
    text TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    initials TEXT NOT NULL,
    uses INTEGER NOT NULL,                          -- in how many documents
    PRIMARY KEY (kind, text)
);

CREATE TABLE search_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL                        -- grows with every change of documents or terms
);
INSERT INTO search_version (id, version) VALUES (1, 1);
