-- name: by_id(id)^
SELECT * FROM entries WHERE id = :id;

-- name: by_invitation(invitation)^
-- The index is only of entries that have one.
SELECT * FROM entries WHERE invitation = :invitation AND invitation <> '';

-- name: alive_of(person, competition)^
SELECT e.* FROM registrations r JOIN entries e ON e.id = r.entry
WHERE r.person = :person AND r.competition = :competition;

-- name: last_of(person, competition)^
SELECT * FROM entries WHERE competition = :competition AND captain = :person ORDER BY id DESC LIMIT 1;

-- name: members(entries)
SELECT r.entry, r.person, coalesce(p.name, '') AS name, coalesce(p.unit, '') AS unit, r.at, r.answers
FROM registrations r LEFT JOIN profiles p ON p.person = r.person
WHERE r.entry IN :entries ORDER BY r.entry, r.at, r.person;

-- name: documents(entries)
SELECT entry, kind, file_id FROM entry_documents WHERE entry IN :entries ORDER BY entry, position;

-- name: number_in(competition, states)$
SELECT count(*) FROM entries WHERE competition = :competition AND state IN :states;

-- name: numbers(competition)
SELECT state, count(*) AS number FROM entries WHERE competition = :competition GROUP BY state;

-- name: units(competition, states)
SELECT unit, count(*) AS number FROM entries WHERE competition = :competition AND state IN :states AND unit <> '' GROUP BY unit;

-- name: teams(competition, states)
SELECT team FROM entries WHERE competition = :competition AND state IN :states AND team <> '';

-- name: listed(competition, states, at_most, skip)
SELECT * FROM entries WHERE competition = :competition AND state IN :states ORDER BY id LIMIT :at_most OFFSET :skip;

-- name: next_queued(competition, states, after)^
-- The one that waits longest of those behind `after`; from the beginning again where there is none.
SELECT * FROM entries WHERE competition = :competition AND state IN :states
ORDER BY CASE WHEN id > :after THEN 0 ELSE 1 END, id LIMIT 1;

-- name: queues(states, at_most)
SELECT c.id, c.title, count(*) AS number FROM entries e JOIN competitions c ON c.id = e.competition
WHERE e.state IN :states AND c.state = 'open' GROUP BY c.id, c.title ORDER BY min(e.changed_at), c.id LIMIT :at_most;

-- name: short(states, closes_after, closes_before, at_most)
-- Teams with too few members whose registration closes in that span.
SELECT e.* FROM entries e JOIN competitions c ON c.id = e.competition
JOIN competition_stages s ON s.competition = c.id AND s.stage = 'register_close'
WHERE c.state = 'open' AND e.state IN :states AND s.at > :closes_after AND s.at <= :closes_before
ORDER BY s.at, e.id LIMIT :at_most;

-- name: shrunk(states, now, at_most)
-- Teams that lost members otherwise than by leaving, before contests began.
SELECT e.* FROM entries e JOIN competitions c ON c.id = e.competition
WHERE c.state = 'open' AND c.team_least > 1 AND e.state IN :states
    AND c.team_least > (SELECT count(*) FROM registrations r WHERE r.entry = e.id)
    AND NOT EXISTS (
        SELECT 1 FROM competition_stages s
        WHERE s.competition = c.id AND s.stage IN ('preliminary', 'semifinal', 'final') AND s.at <= :now
    )
ORDER BY e.id LIMIT :at_most;

-- name: unwarned(states, closes_after, closes_before, at_most)
-- The same, without those whose captain was told of this very end of registration.
SELECT e.* FROM entries e JOIN competitions c ON c.id = e.competition
JOIN competition_stages s ON s.competition = c.id AND s.stage = 'register_close'
WHERE c.state = 'open' AND e.state IN :states AND s.at > :closes_after AND s.at <= :closes_before
    AND (e.warned_for IS NULL OR e.warned_for <> s.at)
ORDER BY s.at, e.id LIMIT :at_most;

-- name: warned(entry, closes_at)!
UPDATE entries SET warned_for = :closes_at WHERE id = :entry;

-- name: add(competition, captain, team, unit, state, invitation, now)$
INSERT INTO entries (competition, captain, team, unit, state, invitation, created_at, changed_at)
VALUES (:competition, :captain, :team, :unit, :state, :invitation, :now, :now)
RETURNING id;

-- name: register(person, competition, entry, answers, now)!
INSERT INTO registrations (person, competition, entry, answers, at) VALUES (:person, :competition, :entry, :answers, :now)
ON CONFLICT (person, competition) DO NOTHING;

-- name: unregister(person, entry)!
DELETE FROM registrations WHERE person = :person AND entry = :entry;

-- name: unregister_all(entry)!
DELETE FROM registrations WHERE entry = :entry;

-- name: change(id, version, captain, team, unit, state, reason, judged_by, invitation, now)!
UPDATE entries SET captain = :captain, team = :team, unit = :unit, state = :state, reason = :reason, judged_by = :judged_by,
    invitation = :invitation, changed_at = :now, version = version + 1
WHERE id = :id AND version = :version;

-- name: invitation(id)$
SELECT invitation FROM entries WHERE id = :id;

-- name: clear_documents(entry)!
DELETE FROM entry_documents WHERE entry = :entry;

-- name: add_documents(entry, position, person, kind, file_id, now)*!
INSERT INTO entry_documents (entry, position, person, kind, file_id, at)
VALUES (:entry, :position, :person, :kind, :file_id, :now);

-- name: mine(person, since)
SELECT e.* FROM registrations r JOIN entries e ON e.id = r.entry JOIN competitions c ON c.id = e.competition
WHERE r.person = :person AND c.state = 'open'
    AND EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since)
ORDER BY e.id;

-- name: forget_documents(before, ended)!
-- Of competitions whose last stage began before then, and of entries that ended before then.
DELETE FROM entry_documents WHERE EXISTS (
    SELECT 1 FROM entries e
    WHERE e.id = entry_documents.entry AND (
        NOT EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = e.competition AND s.at > :before)
        OR (e.state IN :ended AND e.changed_at <= :before)
    )
);
