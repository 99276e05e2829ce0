-- Reports as they are written and filed, and the review of records and reports. Times are milliseconds UTC.

-- One report a duty. Its text is field by field, each with a version of its own: deputies do not overwrite each other unseen.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    duty INTEGER NOT NULL UNIQUE REFERENCES duties (id) ON DELETE CASCADE,
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    receipt TEXT NOT NULL DEFAULT '',               -- R20261201-0007, from the first filing on
    state TEXT NOT NULL DEFAULT 'draft',            -- storage.model.reports.State
    reason TEXT NOT NULL DEFAULT '',                -- why it was returned
    field TEXT NOT NULL DEFAULT '',                 -- the field that the reason is about
    figures TEXT NOT NULL DEFAULT '[]',             -- JSON: what was counted of the period's records at filing
    late INTEGER NOT NULL DEFAULT 0,                -- 1: first filed after it was due
    filed_at INTEGER,                               -- first filed
    sent_at INTEGER,                                -- last filed
    sent_by INTEGER,
    judged_by INTEGER,
    judged_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,             -- grows with every change of state
    reminded INTEGER NOT NULL DEFAULT 0,            -- the version at which its studio was reminded that it was returned
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX reports_studio ON reports (studio);
CREATE INDEX reports_waiting ON reports (sent_at) WHERE state IN ('pending', 'resubmitted');

CREATE TABLE report_fields (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    field TEXT NOT NULL,                            -- storage.model.reports.FIELDS
    content TEXT NOT NULL,
    drafted INTEGER NOT NULL DEFAULT 0,             -- 1: written by the bot from the records, nobody touched it yet
    version INTEGER NOT NULL DEFAULT 1,
    person INTEGER NOT NULL DEFAULT 0,              -- who wrote it so; 0: the bot
    at INTEGER NOT NULL,
    PRIMARY KEY (report, field)
);

-- Every report as it was filed.
CREATE TABLE report_versions (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,                          -- JSON: fields and figures
    state TEXT NOT NULL,
    person INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (report, version)
);

-- Who looks at what just now, so that two officers do not collide.
CREATE TABLE claims (
    kind TEXT NOT NULL,                             -- news | report
    subject INTEGER NOT NULL,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX claims_person ON claims (person);

-- What officers decided, the undone too.
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: the undo button names it
    kind TEXT NOT NULL,                             -- record | report
    subject INTEGER NOT NULL,
    version INTEGER NOT NULL,                       -- the version that the subject has since the verdict
    before TEXT NOT NULL,                           -- JSON: what undoing brings back
    verdict TEXT NOT NULL,                          -- approved | returned | rejected
    reason TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    batch INTEGER,                                  -- the first verdict of those given with one tap
    person INTEGER NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER
);
CREATE INDEX verdicts_subject ON verdicts (kind, subject, id);
CREATE INDEX verdicts_person ON verdicts (person, at);
CREATE INDEX verdicts_batch ON verdicts (batch) WHERE batch IS NOT NULL;

-- One tap of an officer that reminded those who owe.
CREATE TABLE nudges (
    duty INTEGER NOT NULL REFERENCES duties (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,  -- whom
    at INTEGER NOT NULL,
    by_person INTEGER NOT NULL,
    PRIMARY KEY (duty, person, at)
);
CREATE INDEX nudges_person ON nudges (person);
