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
    begins_at INTEGER NOT NULL,                     -- its first session's beginning …
    ends_at INTEGER NOT NULL,                       -- … and its last one's end
    version INTEGER NOT NULL DEFAULT 1,
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX courses_begins ON courses (begins_at);
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
    finished_at INTEGER NOT NULL,
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
    state TEXT NOT NULL DEFAULT 'open',             -- open | met | withdrawn
    course INTEGER REFERENCES courses (id) ON DELETE SET NULL,  -- what met it
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX wishes_open ON wishes (person, topic) WHERE state = 'open';
CREATE INDEX wishes_topic ON wishes (topic) WHERE state = 'open';

-- An enrolment as it stands: `place` in the waiting list (1 first, 0: not waiting), `until` when its open offer ends.
CREATE VIEW enrolment_standings AS
SELECT e.id, e.course, e.person, e.state, e.unit, e.reason, e.version, e.created_at,
    CASE e.state WHEN 'waiting' THEN (
        SELECT count(*) FROM enrolments w WHERE w.course = e.course AND w.state = 'waiting' AND w.id <= e.id
    ) ELSE 0 END AS place,
    (SELECT o.until FROM offers o WHERE o.enrolment = e.id AND o.state = 'open') AS until
FROM enrolments e;
