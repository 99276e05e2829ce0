-- Competitions as a journey: who enters and with whom, what is checked, drawn, scored, published and objected to.
-- Times are milliseconds UTC, points hundredths.
ALTER TABLE competitions ADD COLUMN awards TEXT NOT NULL DEFAULT '';            -- 奖励
ALTER TABLE competitions ADD COLUMN team_least INTEGER NOT NULL DEFAULT 1;      -- people in a team; 1 and 1: individuals
ALTER TABLE competitions ADD COLUMN team_most INTEGER NOT NULL DEFAULT 1;
ALTER TABLE competitions ADD COLUMN seats INTEGER;                              -- most entries; NULL = no limit
ALTER TABLE competitions ADD COLUMN per_unit INTEGER;                           -- most entries of one unit; NULL = no limit
ALTER TABLE competitions ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;         -- 1: an admin looks at each entry (资格审核)
ALTER TABLE competitions ADD COLUMN documents TEXT NOT NULL DEFAULT '';         -- what is to be photographed for it; '' = nothing
ALTER TABLE competitions ADD COLUMN objection_days INTEGER NOT NULL DEFAULT 5;  -- 公示: so long anybody may object
ALTER TABLE competitions ADD COLUMN appeal_hours INTEGER NOT NULL DEFAULT 48;   -- so long after a result its competitor may appeal
ALTER TABLE competitions ADD COLUMN scoring TEXT NOT NULL DEFAULT 'mean';       -- mean | trimmed (highest and lowest left out)
ALTER TABLE competitions ADD COLUMN ties TEXT NOT NULL DEFAULT 'shared';        -- shared (1, 1, 3) | previous (by the stage before)

-- Yes or no, asked of whoever enters; who answers other than `wanted` may not.
CREATE TABLE contest_questions (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    wanted INTEGER NOT NULL,                        -- 1: yes, 0: no
    PRIMARY KEY (competition, position)
);

-- An entry: one person or a team. Who is in it: registrations.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    captain INTEGER REFERENCES people (id) ON DELETE SET NULL,
    team TEXT NOT NULL DEFAULT '',                  -- the team's name; '' for individuals
    unit TEXT NOT NULL DEFAULT '',                  -- what the quota counts
    state TEXT NOT NULL,                            -- storage.model.entries.State
    reason TEXT NOT NULL DEFAULT '',                -- why it was returned or refused
    judged_by INTEGER,
    invitation TEXT NOT NULL DEFAULT '',            -- hash of the link that lets members in; '' = none
    version INTEGER NOT NULL DEFAULT 1,
    warned_for INTEGER,                             -- the end of registration of which the captain of a small team was warned
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX entries_competition ON entries (competition, state, id);
CREATE INDEX entries_captain ON entries (captain);
CREATE UNIQUE INDEX entries_invitation ON entries (invitation) WHERE invitation <> '';

-- The entry a registered person is in.
ALTER TABLE registrations ADD COLUMN entry INTEGER REFERENCES entries (id) ON DELETE CASCADE;
INSERT INTO entries (competition, captain, state, created_at, changed_at)
SELECT competition, person, 'confirmed', at, at FROM registrations;
UPDATE registrations SET entry = (
    SELECT e.id FROM entries e WHERE e.competition = registrations.competition AND e.captain = registrations.person
);
CREATE INDEX registrations_entry ON registrations (entry);
-- The eligibility questions that the person answered as they should, one a line.
ALTER TABLE registrations ADD COLUMN answers TEXT NOT NULL DEFAULT '';

CREATE TABLE entry_documents (
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,  -- who showed it
    kind TEXT NOT NULL,                             -- photo | document
    file_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (entry, position)
);
CREATE INDEX entry_documents_person ON entry_documents (person);

-- What competitors are told of a stage: where, with what.
CREATE TABLE stage_plans (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    kit TEXT NOT NULL DEFAULT '',                   -- what to bring, what is there
    rooms TEXT NOT NULL DEFAULT '',                 -- one a line: name, places
    drawn_at INTEGER,
    seed TEXT NOT NULL DEFAULT '',                  -- of the draw, so that anybody can repeat it
    draw_told_at INTEGER,                           -- since when competitors know their numbers: no other draw any more
    cut_top INTEGER,                                -- so many go on; NULL = all
    cut_least INTEGER,                              -- with at least so many points (hundredths)
    state TEXT NOT NULL DEFAULT 'open',             -- open | told (each competitor) | public
    told_at INTEGER,
    public_at INTEGER,
    objections_until INTEGER,                       -- the end of 公示, as it was published
    corrected_at INTEGER,                           -- 更正: since when results are other than they were told
    corrected_why TEXT NOT NULL DEFAULT '',         -- the last correction's reason
    awarded_at INTEGER,                             -- 已颁奖
    prizes TEXT NOT NULL DEFAULT '',                -- what was awarded, one a line: name, number; a correction goes by it
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (competition, stage)
);

CREATE TABLE draws (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    room TEXT NOT NULL DEFAULT '',
    told_at INTEGER,                                -- since when its people know
    PRIMARY KEY (competition, stage, entry),
    UNIQUE (competition, stage, number)
);
CREATE INDEX draws_entry ON draws (entry);
CREATE INDEX draws_untold ON draws (competition, stage, number) WHERE told_at IS NULL;

CREATE TABLE scores (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    assessor INTEGER NOT NULL,                      -- the person who gave it
    points INTEGER NOT NULL,                        -- hundredths
    at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (competition, stage, entry, assessor)
);
CREATE INDEX scores_entry ON scores (entry);
CREATE INDEX scores_assessor ON scores (assessor);

-- A stage's result as it was told: what is published does not change under anybody's hand.
CREATE TABLE results (
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    points INTEGER NOT NULL,                        -- hundredths
    place INTEGER NOT NULL,                         -- 0: nobody scored it (缺席)
    passed INTEGER NOT NULL,
    award TEXT NOT NULL DEFAULT '',
    corrected INTEGER NOT NULL DEFAULT 0,           -- 1: it is other than it was first told
    told_at INTEGER,                                -- since when its people know it as it stands
    was_points INTEGER,                             -- what they were told before a correction that they do not know of yet;
    was_place INTEGER,                              -- NULL where there is none
    was_passed INTEGER,
    was_award TEXT,
    PRIMARY KEY (competition, stage, entry)
);
CREATE INDEX results_entry ON results (entry);
CREATE INDEX results_place ON results (competition, stage, place);
CREATE INDEX results_untold ON results (competition, stage, entry) WHERE told_at IS NULL;

-- Stages that concern a competitor no more: what they did not get into, and a check that they have passed.
CREATE VIEW bygone_stages AS
SELECT g.person, g.competition, s.stage FROM registrations g
JOIN results t ON t.entry = g.entry AND t.passed = 0
JOIN competition_stages s ON s.competition = g.competition AND s.stage IN ('preliminary', 'semifinal', 'final')
    AND s.stage <> t.stage
UNION ALL
SELECT g.person, g.competition, 'review' FROM registrations g
JOIN entries e ON e.id = g.entry AND e.state = 'confirmed'
JOIN competitions c ON c.id = g.competition AND c.checked = 1;

-- Competitions whose last results are public: their 公示 is what was published, not what was planned.
CREATE VIEW publicised AS
SELECT p.competition, 'publicity' AS stage, p.stage AS last FROM stage_plans p
JOIN competition_stages s ON s.competition = p.competition AND s.stage = p.stage
WHERE p.state = 'public' AND NOT EXISTS (
    SELECT 1 FROM competition_stages l
    WHERE l.competition = s.competition AND l.stage IN ('preliminary', 'semifinal', 'final') AND l.at > s.at
);

CREATE TABLE objections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    kind TEXT NOT NULL,                             -- objection (异议, anybody's) | appeal (申诉, a competitor's)
    competition INTEGER NOT NULL REFERENCES competitions (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    entry INTEGER REFERENCES entries (id) ON DELETE SET NULL,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    photo TEXT NOT NULL DEFAULT '',                 -- Telegram's file id; '' = none
    state TEXT NOT NULL DEFAULT 'open',             -- open | upheld | rejected | withdrawn
    answer TEXT NOT NULL DEFAULT '',
    answered_by INTEGER,
    answered_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    at INTEGER NOT NULL
);
CREATE INDEX objections_open ON objections (competition, stage) WHERE state = 'open';
CREATE INDEX objections_person ON objections (person);
CREATE INDEX objections_competition ON objections (competition, id);
