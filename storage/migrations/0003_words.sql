-- What the bot learns from officers: words that mean the same, answered questions, and what it could not answer.
-- Times are milliseconds UTC, dates ISO text.
CREATE TABLE lexicon (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    words TEXT NOT NULL UNIQUE,                     -- words that mean the same, parted by single spaces
    added_at INTEGER NOT NULL
);

CREATE TABLE knowledge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    source TEXT NOT NULL,                           -- who says so
    updated_on TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,                -- how often it answered a question
    version INTEGER NOT NULL DEFAULT 1,
    added_at INTEGER NOT NULL
);

CREATE TABLE unanswered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    asked TEXT NOT NULL UNIQUE,                     -- the question, normalised: the same one is counted, not kept twice
    text TEXT NOT NULL,                             -- as it was typed first, long numbers blotted out; nothing about who
    times INTEGER NOT NULL DEFAULT 1,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    closed_at INTEGER                               -- answered or put aside by an officer; asked again, it is open again
);
CREATE INDEX unanswered_open ON unanswered (times DESC, last_at DESC) WHERE closed_at IS NULL;
CREATE INDEX unanswered_last ON unanswered (last_at);
