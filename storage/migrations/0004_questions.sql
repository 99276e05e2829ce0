-- Questions left for the union's officers, and who did what for the bot. Times are milliseconds UTC.
CREATE TABLE questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    receipt TEXT NOT NULL UNIQUE,                   -- what the asker quotes: Q20261201-0007
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    language TEXT NOT NULL,                         -- in which the asker talked to the bot then
    text TEXT NOT NULL,
    studio INTEGER NOT NULL DEFAULT 0,              -- which it is about; 0 = none
    unanswered INTEGER NOT NULL DEFAULT 0,          -- the unanswered bot question it grew out of; 0 = none
    state TEXT NOT NULL DEFAULT 'open',             -- open | answered | withdrawn
    asked_at INTEGER NOT NULL,
    closed_at INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',                -- who says so
    answered_by INTEGER,                            -- a person; their row may be gone
    knowledge INTEGER,                              -- the knowledge entry made of it
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX questions_state ON questions (state, asked_at);
CREATE INDEX questions_person ON questions (person, state);

CREATE TABLE question_files (
    question INTEGER NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                             -- photo | document
    file_id TEXT NOT NULL,                          -- Telegram keeps the file; this names it for our bot
    PRIMARY KEY (question, position)
);

CREATE TABLE receipts (
    series TEXT PRIMARY KEY,                        -- letter and local date: Q20261201
    last INTEGER NOT NULL                           -- counts on when questions are deleted
);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    person INTEGER NOT NULL,                        -- who; no reference: what was done outlives the person's row
    action TEXT NOT NULL,                           -- as in storage.model.people
    subject TEXT NOT NULL,                          -- what it was done to: 'question 12'
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX audit_at ON audit (at);
