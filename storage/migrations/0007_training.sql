-- Courses: what is offered, who is enrolled or waits, who came, and what they got for it. Times are milliseconds UTC.

-- What a person tells those who organise what they take part in: asked once, with consent (model.people.ENROL).
CREATE TABLE profiles (
    person INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL DEFAULT '',                  -- as it is to stand on lists and certificates
    unit TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL
);

CREATE TABLE courses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    title TEXT NOT NULL,
    studio INTEGER REFERENCES studios (id) ON DELETE SET NULL,  -- who gives it; NULL: the union itself
    topic TEXT NOT NULL DEFAULT '',                 -- 类别
    teacher TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    cost_fen INTEGER,                               -- hundredths of a yuan; 0 = free, NULL = not stated
    eligible TEXT NOT NULL DEFAULT '',              -- 对象: for whom
    bring TEXT NOT NULL DEFAULT '',                 -- what to bring
    intro TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    seats INTEGER,                                  -- NULL = as many as come
    per_unit INTEGER,                               -- most people of one unit; NULL = no limit
    per_person INTEGER,                             -- most courses of this giver that one person holds at once; NULL = no limit
    enrol_until INTEGER,                            -- NULL: until it begins
    cancel_until INTEGER,                           -- until when one can give up one's place; NULL: until it begins
    approval INTEGER NOT NULL DEFAULT 0,            -- 1: the organiser looks at each enrolment
    certificate INTEGER NOT NULL DEFAULT 1,         -- 1: those who came get a certificate
    ladder TEXT NOT NULL DEFAULT '3,1,0',           -- days before a session on which it is brought to mind
    state TEXT NOT NULL DEFAULT 'open',             -- open | closed (nobody enrols any more) | cancelled
    reason TEXT NOT NULL DEFAULT '',                -- why it was cancelled
    copied_from INTEGER REFERENCES courses (id) ON DELETE SET NULL,
    asked_at INTEGER,                               -- when its organisers were last told of enrolments to look at
    thanked INTEGER,                                -- who came is thanked now: up to this person so far; NULL: nobody is
    begins_at INTEGER NOT NULL,                     -- its first session's beginning …
    ends_at INTEGER NOT NULL,                       -- … and its last one's end
    version INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX courses_begins ON courses (begins_at);
CREATE INDEX courses_thanked ON courses (id) WHERE thanked IS NOT NULL;
CREATE INDEX courses_ends ON courses (ends_at);
CREATE INDEX courses_studio ON courses (studio, begins_at);

-- When a course meets: one or more; whoever enrols comes to all of them.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    course INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    begins_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    place TEXT NOT NULL DEFAULT '',                 -- '' = the course's
    credit INTEGER NOT NULL DEFAULT 0,              -- 学时 in tenths
    secret TEXT NOT NULL,                           -- what its check-in codes are made of
    settled_at INTEGER                              -- since when those who did not come are marked absent
);
CREATE INDEX sessions_course ON sessions (course, begins_at);
CREATE INDEX sessions_begins ON sessions (begins_at);
CREATE INDEX sessions_unsettled ON sessions (ends_at) WHERE settled_at IS NULL;

-- What the organiser asks of those who enrol.
CREATE TABLE course_questions (
    course INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (course, position)
);

CREATE TABLE course_files (
    course INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                             -- photo | document
    file_id TEXT NOT NULL,
    after INTEGER NOT NULL DEFAULT 0,               -- 1: for those who came, when it is over
    PRIMARY KEY (course, position)
);

-- One row for each time somebody enrolled; at most one of them is alive.
CREATE TABLE enrolments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- the order of the waiting list, too
    course INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    state TEXT NOT NULL,                            -- storage.model.enrolments.State
    unit TEXT NOT NULL DEFAULT '',                  -- their unit when they enrolled: what the quota counts
    reason TEXT NOT NULL DEFAULT '',                -- why it was refused
    judged_by INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX enrolments_alive ON enrolments (course, person)
    WHERE state IN ('pending', 'confirmed', 'waiting', 'offered');
CREATE INDEX enrolments_course ON enrolments (course, state, id);
CREATE INDEX enrolments_person ON enrolments (person, state);
CREATE INDEX enrolments_waiting ON enrolments (course) WHERE state = 'waiting';
CREATE INDEX enrolments_pending ON enrolments (course) WHERE state = 'pending';

CREATE TABLE enrolment_answers (
    enrolment INTEGER NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,                         -- as it was asked
    answer TEXT NOT NULL,
    PRIMARY KEY (enrolment, position)
);

-- A freed place, held for somebody for a while.
CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    enrolment INTEGER NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',             -- open | accepted | declined | expired | withdrawn
    ended_at INTEGER
);
CREATE UNIQUE INDEX offers_open ON offers (enrolment) WHERE state = 'open';
CREATE INDEX offers_until ON offers (until) WHERE state = 'open';
CREATE INDEX offers_enrolment ON offers (enrolment);

CREATE TABLE attendances (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    state TEXT NOT NULL,                            -- present | late | absent
    how TEXT NOT NULL,                              -- qr | code | hand | clock
    at INTEGER NOT NULL,
    marked_by INTEGER,                              -- the organiser, when marked by hand
    PRIMARY KEY (session, person)
);
CREATE INDEX attendances_person ON attendances (person);

-- Wrong check-in codes: guessing stops after a few.
CREATE TABLE code_tries (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (person)
);

-- Where an organiser's check-in code is shown, to be renewed every minute.
CREATE TABLE boards (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    letter INTEGER NOT NULL,                        -- the message of the outbox that shows it
    minute INTEGER NOT NULL,                        -- whose code it shows
    until INTEGER NOT NULL,
    PRIMARY KEY (session, chat)
);

CREATE TABLE feedback (
    course INTEGER NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    content INTEGER,                                -- 1 to 5
    teacher INTEGER,                                -- 1 to 5
    again INTEGER,                                  -- 1: would come again
    at INTEGER NOT NULL,
    PRIMARY KEY (course, person)
);
CREATE INDEX feedback_person ON feedback (person);

CREATE TABLE certificates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,                    -- what stands on it and can be asked for
    course INTEGER REFERENCES courses (id) ON DELETE SET NULL,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                             -- what stands on it
    title TEXT NOT NULL,
    giver TEXT NOT NULL,
    credit INTEGER NOT NULL,                        -- 学时 in tenths
    began_at INTEGER NOT NULL,                      -- the course's first day …
    finished_at INTEGER NOT NULL,                   -- … and its last one
    issued_at INTEGER NOT NULL,
    revoked_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (course, person)
);
CREATE INDEX certificates_person ON certificates (person);

-- 点单: courses that people ask for and that there are not.
CREATE TABLE wishes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,                            -- folded (storage.spelling): the same wish is counted together
    text TEXT NOT NULL,                             -- as they said it
    studio INTEGER REFERENCES studios (id) ON DELETE CASCADE,   -- asked of this one; NULL: of anyone
    state TEXT NOT NULL DEFAULT 'open',             -- open | met | told (that it is met) | withdrawn
    course INTEGER REFERENCES courses (id) ON DELETE SET NULL,  -- what met it
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX wishes_open ON wishes (person, topic) WHERE state = 'open';
CREATE INDEX wishes_topic ON wishes (topic) WHERE state = 'open';
CREATE INDEX wishes_met ON wishes (id) WHERE state = 'met';
CREATE INDEX wishes_person ON wishes (person);

-- An enrolment as it stands: `place` in the waiting list (1 first, 0: not waiting), `until` when its open offer ends.
CREATE VIEW enrolment_standings AS
SELECT e.id, e.course, e.person, e.state, e.unit, e.reason, e.version, e.created_at,
    CASE e.state WHEN 'waiting' THEN (
        SELECT count(*) FROM enrolments w WHERE w.course = e.course AND w.state = 'waiting' AND w.id <= e.id
    ) ELSE 0 END AS place,
    (SELECT o.until FROM offers o WHERE o.enrolment = e.id AND o.state = 'open') AS until
FROM enrolments e;

-- Audiences of courses: `enrolled` is everybody who has a seat or waits for one, `seated` those who are confirmed.
DROP VIEW audience_matches;
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
    AND NOT EXISTS (SELECT 1 FROM confirmations k WHERE k.notice = c.subject AND k.person = o.person)
UNION ALL
SELECT c.audience, c.kind, c.wanted, e.person
FROM audience_conditions c JOIN enrolments e ON e.course = c.subject AND (
    e.state = 'confirmed' OR (c.kind = 'enrolled' AND e.state IN ('pending', 'waiting', 'offered'))
)
WHERE c.kind IN ('enrolled', 'seated');

-- By when people have to know what is sent: they are woken rather than told too late.
ALTER TABLE mailings ADD COLUMN known_by INTEGER;
