-- The post room: what is sent to many, what is due when, and who wants to be told what. Times are milliseconds UTC.

-- One house works on a database: a lease with a fence. Whoever writes checks that the fence is still its own.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,                           -- host and process, for people to read
    fence INTEGER NOT NULL,                         -- grows with every change of hands
    locked INTEGER NOT NULL DEFAULT 0,              -- 1: it holds the lock file too, so whoever gets that knows it is gone
    until INTEGER NOT NULL
);

CREATE TABLE ticks (
    name TEXT PRIMARY KEY,
    rang_at INTEGER NOT NULL,
    error TEXT NOT NULL DEFAULT ''                  -- kind of the last ring's failure; '' = it went well
);

-- Slow work asked for in a transaction and done after it; its answer goes through the outbox.
CREATE TABLE errands (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: the outbox remembers what was sent for it
    kind TEXT NOT NULL,
    person INTEGER REFERENCES people (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    language TEXT NOT NULL,
    arguments TEXT NOT NULL DEFAULT '{}',           -- JSON object
    state TEXT NOT NULL DEFAULT 'waiting',          -- waiting | doing | done | dead
    tries INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX errands_waiting ON errands (not_before) WHERE state = 'waiting';
CREATE INDEX errands_person ON errands (person);

-- What people want

CREATE TABLE preferences (
    person INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    quiet_from INTEGER NOT NULL DEFAULT 1260,       -- minutes of the local day: 21:00
    quiet_to INTEGER NOT NULL DEFAULT 480,          -- 8:00; equal to quiet_from = no quiet hours
    digest INTEGER NOT NULL DEFAULT 1               -- 1: what falls on one day comes in one message; 0: each at once
);

CREATE TABLE interests (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                             -- trade | street
    value TEXT NOT NULL,
    PRIMARY KEY (person, kind, value)
);
CREATE INDEX interests_value ON interests (kind, value, person);

CREATE TABLE mutes (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                             -- notice | competition | duty
    subject INTEGER NOT NULL DEFAULT 0,             -- 0: everything of this kind
    at INTEGER NOT NULL,
    PRIMARY KEY (person, kind, subject)
);

-- Days that differ from what the calendar library says, as admins enter them.
CREATE TABLE calendar_days (
    date TEXT PRIMARY KEY,                          -- ISO
    work INTEGER NOT NULL,                          -- 1: a working day, 0: a day off
    note TEXT NOT NULL DEFAULT '',
    changed_by INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
-- Years whose legal calendar admins declared complete.
CREATE TABLE calendar_years (
    year INTEGER PRIMARY KEY,
    changed_by INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);

-- Competitions

CREATE TABLE competitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    title TEXT NOT NULL,
    trade TEXT NOT NULL DEFAULT '',
    organiser TEXT NOT NULL DEFAULT '',
    eligible TEXT NOT NULL DEFAULT '',              -- who may take part
    place TEXT NOT NULL DEFAULT '',
    intro TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    ladder TEXT NOT NULL DEFAULT '14,7,3,1,0',      -- days before a stage on which it is brought to mind
    state TEXT NOT NULL DEFAULT 'open',             -- open | cancelled
    reason TEXT NOT NULL DEFAULT '',                -- why it was cancelled
    version INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);

CREATE TABLE competition_stages (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,                            -- storage.model.competitions.STAGES
    at INTEGER NOT NULL,
    PRIMARY KEY (competition, stage)
);

CREATE TABLE competition_files (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                             -- photo | document
    file_id TEXT NOT NULL,
    PRIMARY KEY (competition, position)
);

CREATE TABLE competition_follows (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, competition)
);
CREATE INDEX competition_follows_competition ON competition_follows (competition, person);

CREATE TABLE registrations (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, competition)
);
CREATE INDEX registrations_competition ON registrations (competition, person);

-- Reports that studios owe

CREATE TABLE periods (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    cycle TEXT NOT NULL,                            -- month | quarter | half | year | once
    due_day INTEGER NOT NULL DEFAULT 0,             -- days after the period's end; of no use for 'once'
    due_minute INTEGER NOT NULL DEFAULT 1080,       -- minute of the local day: 18:00
    once_at INTEGER,                                -- for 'once'
    ladder TEXT NOT NULL DEFAULT '14,7,3,1,0,-1',   -- days before (negative: after) the due day
    state TEXT NOT NULL DEFAULT 'active',           -- active | ended
    version INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

-- Who owes it: studios that meet one condition of every kind named; none named = every studio that is not delisted.
CREATE TABLE period_conditions (
    period INTEGER NOT NULL REFERENCES periods (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                             -- level | sector | street | studio
    value TEXT NOT NULL,
    PRIMARY KEY (period, kind, value)
);

CREATE TABLE occurrences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    period INTEGER NOT NULL REFERENCES periods (id) ON DELETE CASCADE,
    label TEXT NOT NULL,                            -- 2026Q4, 2026-12, 2026H2, 2026, 'once'
    due_at INTEGER NOT NULL,
    UNIQUE (period, label)
);

CREATE TABLE duties (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    occurrence INTEGER NOT NULL REFERENCES occurrences (id) ON DELETE CASCADE,
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    extended_to INTEGER,                            -- more time for this studio
    filed_at INTEGER,                               -- since when nothing is owed any more
    filed_by INTEGER,                               -- the admin who marked it
    excused INTEGER NOT NULL DEFAULT 0,             -- 1: nothing was handed in, an admin says it is not owed
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (occurrence, studio)
);
CREATE INDEX duties_studio ON duties (studio);

-- Reminders: a step is one rung of a ladder, for everybody whom its subject concerns when it is due; a reminder is one
-- person's part in it, made when the step is due.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                             -- competition | occurrence | duty
    subject INTEGER NOT NULL,                       -- the competition's, occurrence's or duty's number
    stage TEXT NOT NULL,                            -- which of its moments
    at INTEGER NOT NULL,                            -- the moment it is about
    days INTEGER NOT NULL,                          -- how many days before it (0: the day, negative: after)
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'planned',          -- planned | paused | skipped | firing | done | superseded | expired
    cursor INTEGER NOT NULL DEFAULT 0,              -- the last person made a reminder for
    moved INTEGER NOT NULL DEFAULT 0,               -- 1: an officer chose due_at
    unsaid INTEGER NOT NULL DEFAULT 0,              -- how many people could not be told in time; 0 with report_at: nobody was
    report_at INTEGER,                              -- when the officers hear of that
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (kind, subject, stage, at, days)
);
CREATE INDEX steps_due ON steps (due_at) WHERE state IN ('planned', 'firing');
CREATE INDEX steps_shown ON steps (due_at) WHERE state IN ('planned', 'paused', 'skipped', 'firing');
CREATE INDEX steps_report ON steps (report_at) WHERE report_at IS NOT NULL;
CREATE INDEX steps_over ON steps (due_at) WHERE state IN ('skipped', 'done', 'superseded', 'expired');

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',          -- waiting | held (its ladder is paused) | said | dropped | expired
    reason TEXT NOT NULL DEFAULT '',                -- why it was dropped or put off
    said_at INTEGER,
    said_in INTEGER,                                -- the message of the outbox it is said in, made at said_at
    turn INTEGER NOT NULL DEFAULT 0,                -- in how many messages it was said
    UNIQUE (step, person)
);
CREATE INDEX reminders_due ON reminders (due_at) WHERE state = 'waiting';
CREATE INDEX reminders_person ON reminders (person, state);
CREATE INDEX reminders_said_in ON reminders (said_in) WHERE said_in IS NOT NULL;

-- Sent to many

CREATE TABLE audiences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL
);

CREATE TABLE audience_conditions (
    audience INTEGER NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                             -- storage.model.audiences.KINDS
    value TEXT NOT NULL,
    wanted INTEGER NOT NULL DEFAULT 1,              -- 0: those who meet it are left out
    subject INTEGER NOT NULL DEFAULT 0,             -- the value as a number, for kinds whose value names a row
    twin TEXT NOT NULL,                             -- a value that counts as this one; most often the value itself
    tie TEXT NOT NULL DEFAULT 'any',                -- through which ties studios count: any | staff | leader | deputy
    PRIMARY KEY (audience, kind, value)
);

CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    title TEXT NOT NULL,
    content TEXT NOT NULL,                          -- JSON: text, entities, media, buttons (storage.model.notices.Content)
    audience INTEGER REFERENCES audiences (id),     -- NULL: not chosen yet
    size TEXT NOT NULL DEFAULT '',                  -- JSON: how many people that was when it was counted last
    state TEXT NOT NULL,                            -- draft | approval | refused | approved | cancelled
    author INTEGER NOT NULL,
    judged_by INTEGER,                              -- who approved or refused
    reason TEXT NOT NULL DEFAULT '',
    send_at INTEGER NOT NULL DEFAULT 0,             -- when it is to go out; 0: as soon as approved, -1: at the next decent hour
    keep_open INTEGER NOT NULL DEFAULT 0,           -- 1: also to those who join the audience later
    revision TEXT NOT NULL DEFAULT '',              -- content that is to take the place of what was sent, waiting for approval
    revised_by INTEGER,
    progress_chat TEXT NOT NULL DEFAULT '',
    progress_message INTEGER,                       -- where the progress is shown
    progress_shown TEXT NOT NULL DEFAULT '',        -- what it showed last …
    progress_at INTEGER NOT NULL DEFAULT 0,         -- … since when
    watched INTEGER NOT NULL DEFAULT 0,             -- 1: something of it is on its way, and the progress is kept up
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX notices_watched ON notices (id) WHERE watched = 1;
CREATE INDEX notices_state ON notices (state, changed_at);

CREATE TABLE mailings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                             -- notice | nudge | edit | delete | news
    notice INTEGER REFERENCES notices (id) ON DELETE CASCADE,
    audience INTEGER REFERENCES audiences (id),     -- whom it is for …
    reached_by INTEGER REFERENCES mailings (id),    -- … or: those whom this mailing reached
    lane INTEGER NOT NULL,
    method TEXT NOT NULL,                           -- Bot API method
    state TEXT NOT NULL DEFAULT 'planned',          -- planned | sending | paused | done | cancelled
    start_at INTEGER NOT NULL,
    expires_at INTEGER,
    cursor INTEGER NOT NULL DEFAULT 0,              -- the last person written to the outbox
    filled INTEGER NOT NULL DEFAULT 0,              -- 1: everybody is in the outbox
    open_until INTEGER,                             -- until then, those who join the audience get it too
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    looked_at INTEGER NOT NULL DEFAULT 0,           -- when it last looked for people who joined
    expected INTEGER NOT NULL DEFAULT 0,            -- how many people, as counted when it was made; shown until it is filled
    at_most INTEGER,                                -- how many it may reach before a second admin approved it; NULL: all
    held INTEGER NOT NULL DEFAULT 0,                -- 1: paused, because that would be more
    told INTEGER NOT NULL DEFAULT 0,                -- 1: paused, and whoever is to know does
    rests_until INTEGER NOT NULL DEFAULT 0,         -- work on it failed: left alone until then, so that others go on
    report TEXT NOT NULL DEFAULT ''                 -- JSON: what came of the rows, when they are gone
);
CREATE INDEX mailings_state ON mailings (state, start_at);
-- What ticks look at: nothing of a mailing that has come to its end.
CREATE INDEX mailings_to_fill ON mailings (lane, id) WHERE filled = 0 AND state IN ('sending', 'done');
CREATE INDEX mailings_unfinished ON mailings (state, id) WHERE finished_at IS NULL;
CREATE INDEX mailings_kept_open ON mailings (open_until) WHERE open_until IS NOT NULL;
CREATE INDEX mailings_ended ON mailings (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX mailings_notice ON mailings (notice);

-- What a mailing says, once for all; a row of the outbox adds what is a person's own.
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY,
    mailing INTEGER NOT NULL REFERENCES mailings (id) ON DELETE CASCADE,
    language TEXT NOT NULL DEFAULT '',              -- '' = whoever has no body in their language
    payload TEXT NOT NULL,                          -- JSON: Bot API parameters without chat_id
    UNIQUE (mailing, language)
);

CREATE TABLE confirmations (
    notice INTEGER NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (notice, person)
);
CREATE INDEX confirmations_person ON confirmations (person);

ALTER TABLE outbox ADD COLUMN mailing INTEGER REFERENCES mailings (id);
ALTER TABLE outbox ADD COLUMN body INTEGER REFERENCES bodies (id);
-- Rows of mailings are claimed mailing by mailing, so that a paused one costs nothing.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (lane, not_before, id) WHERE state IN ('waiting', 'retry') AND mailing IS NULL;
CREATE INDEX outbox_mailing_due ON outbox (mailing, not_before, id, state) WHERE state IN ('waiting', 'retry') AND mailing IS NOT NULL;
CREATE INDEX outbox_mailing ON outbox (mailing, state, person) WHERE mailing IS NOT NULL;
CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE state IN ('waiting', 'retry');
-- When the next is due is asked lane by lane and mailing by mailing, so that nothing paused is looked at.
DROP INDEX outbox_later;
-- What mailings sent is kept for their reports and forgotten with them.
DROP INDEX outbox_finished;
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL AND mailing IS NULL;
-- Reminders that were written and never left.
CREATE INDEX outbox_unsaid ON outbox (id) WHERE lane = 2 AND mailing IS NULL AND state IN ('expired', 'blocked');
-- What is looked at to see how the house is doing: a handful among hundreds of thousands.
CREATE INDEX outbox_dead ON outbox (error, id) WHERE state = 'dead';
CREATE INDEX outbox_sending ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_retry ON outbox (not_before) WHERE state = 'retry';
CREATE INDEX outbox_repeated ON outbox (mailing) WHERE maybe_repeat = 1;
CREATE INDEX inbox_dead ON inbox (finished_at) WHERE state = 'dead';
CREATE INDEX outbox_reached ON outbox (person, mailing) WHERE mailing IS NOT NULL;

CREATE INDEX roles_role ON roles (role, person);

-- What audiences are looked up by, for a run of people at a time.
CREATE INDEX studios_level ON studios (level);
CREATE INDEX studios_sector ON studios (sector);
CREATE INDEX studios_street ON studios (street);
CREATE INDEX studios_unit ON studios (unit);
DROP INDEX follows_studio;
CREATE INDEX follows_studio ON follows (studio, person);
DROP INDEX addresses_person;
CREATE INDEX addresses_person ON addresses (person, channel);

-- Who meets which condition of which audience: a row for each. A member meets a condition of every kind wanted and none
-- that is not; kind '' stands for everybody, where nothing is wanted. Whoever asks joins the addresses of their channel.
CREATE VIEW audience_matches AS
SELECT a.id AS audience, '' AS kind, 1 AS wanted, d.person
FROM audiences a CROSS JOIN addresses d
WHERE NOT EXISTS (SELECT 1 FROM audience_conditions c WHERE c.audience = a.id AND c.wanted = 1)
UNION ALL
SELECT c.audience, c.kind, c.wanted, d.person
FROM audience_conditions c CROSS JOIN addresses d
WHERE c.kind = 'role' AND c.value = 'worker'
UNION ALL
SELECT c.audience, c.kind, c.wanted, r.person
FROM audience_conditions c JOIN roles r ON r.role = c.value
WHERE c.kind = 'role'
UNION ALL
SELECT c.audience, c.kind, c.wanted, r.person
FROM audience_conditions c CROSS JOIN roles r JOIN studios s ON s.id = r.studio
WHERE r.role IN ('leader', 'deputy') AND (c.tie IN ('any', 'staff') OR c.tie = r.role)
    AND ((c.kind = 'level' AND s.level IN (c.value, c.twin)) OR (c.kind = 'sector' AND s.sector = c.value)
        OR (c.kind = 'street' AND s.street = c.value) OR (c.kind = 'unit' AND s.unit = c.value))
UNION ALL
SELECT c.audience, c.kind, c.wanted, f.person
FROM audience_conditions c CROSS JOIN follows f JOIN studios s ON s.id = f.studio
WHERE c.tie = 'any'
    AND ((c.kind = 'level' AND s.level IN (c.value, c.twin)) OR (c.kind = 'sector' AND s.sector = c.value)
        OR (c.kind = 'street' AND s.street = c.value) OR (c.kind = 'unit' AND s.unit = c.value))
UNION ALL
SELECT c.audience, c.kind, c.wanted, r.person
FROM audience_conditions c CROSS JOIN roles r
WHERE c.kind = 'studio' AND r.studio = c.subject
    AND r.role IN ('leader', 'deputy') AND (c.tie IN ('any', 'staff') OR c.tie = r.role)
UNION ALL
SELECT c.audience, c.kind, c.wanted, f.person
FROM audience_conditions c JOIN follows f ON f.studio = c.subject
WHERE c.kind = 'studio' AND c.tie = 'any'
UNION ALL
SELECT c.audience, c.kind, c.wanted, i.person
FROM audience_conditions c JOIN interests i ON i.kind = c.kind AND i.value = c.value
WHERE c.kind = 'trade' OR (c.kind = 'street' AND c.tie = 'any')
UNION ALL
SELECT c.audience, c.kind, c.wanted, f.person
FROM audience_conditions c JOIN competition_follows f ON f.competition = c.subject
WHERE c.kind = 'competition'
UNION ALL
SELECT c.audience, c.kind, c.wanted, g.person
FROM audience_conditions c JOIN registrations g ON g.competition = c.subject
WHERE c.kind IN ('competition', 'registered')
UNION ALL
SELECT c.audience, c.kind, c.wanted, k.person
FROM audience_conditions c JOIN confirmations k ON k.notice = c.subject
WHERE c.kind = 'confirmed'
UNION ALL
SELECT c.audience, c.kind, c.wanted, o.person
FROM audience_conditions c
JOIN mailings m ON m.notice = c.subject AND m.kind = 'notice'
JOIN outbox o ON o.mailing = m.id AND o.state = 'sent'
WHERE c.kind = 'unconfirmed'
    AND NOT EXISTS (SELECT 1 FROM confirmations k WHERE k.notice = c.subject AND k.person = o.person);
-- Deleting a file looks for messages that need it.
CREATE INDEX outbox_file ON outbox (file) WHERE file IS NOT NULL;
