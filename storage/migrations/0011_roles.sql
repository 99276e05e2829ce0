-- Invitations to roles, what changed about studios, and an audit that cannot be edited unseen. Times are milliseconds UTC.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    hash TEXT NOT NULL UNIQUE,                      -- SHA-256 of the link's secret; that is gone once the message with it is sent
    role TEXT NOT NULL,
    studio INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',                  -- whom it is for, in the inviter's words
    state TEXT NOT NULL DEFAULT 'open',             -- open | claimed (an admin's waits for the owner) | used | revoked | refused
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by INTEGER REFERENCES people (id) ON DELETE SET NULL,
    used_at INTEGER,
    instead_of INTEGER REFERENCES people (id) ON DELETE SET NULL,  -- a hand-over: whose role ends when this one is taken
    decided_by INTEGER,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX invitations_made ON invitations (made_by, state);
CREATE INDEX invitations_used ON invitations (used_by) WHERE used_by IS NOT NULL;
CREATE INDEX invitations_instead ON invitations (instead_of) WHERE instead_of IS NOT NULL;

-- A studio's unit, leader, name or level as it was before.
CREATE TABLE studio_changes (
    id INTEGER PRIMARY KEY,
    studio INTEGER NOT NULL REFERENCES studios (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    person INTEGER NOT NULL DEFAULT 0,              -- who; 0: an import
    at INTEGER NOT NULL
);
CREATE INDEX studio_changes_studio ON studio_changes (studio, id);


-- Each line carries the SHA-256 of the line before and of itself: whoever changes one has to change all that follow, and the
-- last was told to the owner. '' = from before; they are sealed by the first line that is written.
ALTER TABLE audit ADD COLUMN seal TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_person ON audit (person, at);

-- Places in the audit: its line, that line's seal, when.
CREATE TABLE audit_marks (
    name TEXT PRIMARY KEY,                          -- pruned: the last line forgotten · checked: up to it all held · told: to the owner
    line INTEGER NOT NULL,
    seal TEXT NOT NULL,
    at INTEGER NOT NULL,                            -- pruned: when the line was written
    proof TEXT NOT NULL DEFAULT ''                  -- pruned: that it was written then
);
INSERT INTO audit_marks (name, line, seal, at) VALUES ('pruned', 0, '', 0);

-- A slip of the hand changes nothing here. Whoever means to can take the triggers away; the seals tell of it. A line only
-- comes behind the others (REPLACE would delete without the trigger for it), and only what is forgotten by its own seal and
-- time is deleted; whether it was old enough is what the check looks at, which knows the time of day.
CREATE TRIGGER audit_grows BEFORE INSERT ON audit
WHEN NEW.id > 0 AND (
    EXISTS (SELECT 1 FROM audit WHERE id >= NEW.id)
    OR NEW.id <= coalesce((SELECT line FROM audit_marks WHERE name = 'pruned'), 0)
)
BEGIN
    SELECT RAISE(ABORT, 'the audit only grows');
END;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
WHEN OLD.seal <> '' OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.person <> OLD.person OR NEW.action <> OLD.action
    OR NEW.subject <> OLD.subject OR NEW.detail <> OLD.detail
BEGIN
    SELECT RAISE(ABORT, 'the audit is not changed');
END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN OLD.id > coalesce((SELECT line FROM audit_marks WHERE name = 'pruned'), 0)
BEGIN
    SELECT RAISE(ABORT, 'the audit is not deleted');
END;
CREATE TRIGGER audit_pruned_forward BEFORE UPDATE ON audit_marks
WHEN OLD.name = 'pruned' AND (
    NEW.name <> OLD.name OR NEW.line <= OLD.line
    OR NOT EXISTS (SELECT 1 FROM audit WHERE id = NEW.line AND seal = NEW.seal AND at = NEW.at)
)
BEGIN
    SELECT RAISE(ABORT, 'what was forgotten stays so');
END;
CREATE TRIGGER audit_anchor_kept BEFORE DELETE ON audit_marks
WHEN OLD.name = 'pruned'
BEGIN
    SELECT RAISE(ABORT, 'what was forgotten stays so');
END;
