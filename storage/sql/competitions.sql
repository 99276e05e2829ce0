-- name: by_id(id)^
SELECT * FROM competitions WHERE id = :id;

-- name: by_title(title)^
SELECT * FROM competitions WHERE title = :title ORDER BY id DESC LIMIT 1;

-- name: with_results(at_most)
-- The latest told first.
SELECT c.* FROM competitions c
WHERE c.state = 'open' AND c.id IN (SELECT p.competition FROM stage_plans p WHERE p.told_at IS NOT NULL)
ORDER BY (SELECT max(p.told_at) FROM stage_plans p WHERE p.competition = c.id) DESC, c.id LIMIT :at_most;

-- name: current(now, since, at_most, skip)
SELECT c.* FROM competitions c
WHERE c.state = 'open' AND EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since)
ORDER BY coalesce(
    (SELECT min(s.at) FROM competition_stages s WHERE s.competition = c.id AND s.at > :now), 9000000000000000), c.id
LIMIT :at_most OFFSET :skip;

-- name: number_current(since)$
SELECT count(*) FROM competitions c
WHERE c.state = 'open' AND EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since);

-- name: past(since, at_most, skip)
SELECT c.* FROM competitions c
WHERE c.state <> 'open' OR NOT EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since)
ORDER BY coalesce((SELECT max(s.at) FROM competition_stages s WHERE s.competition = c.id), 0) DESC, c.id DESC
LIMIT :at_most OFFSET :skip;

-- name: number_past(since)$
SELECT count(*) FROM competitions c
WHERE c.state <> 'open' OR NOT EXISTS (SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since);

-- name: own(person, now, since, at_most, skip)
SELECT c.* FROM competitions c
WHERE c.id IN (
    SELECT competition FROM registrations WHERE person = :person
    UNION
    SELECT competition FROM competition_follows WHERE person = :person
)
ORDER BY CASE WHEN c.state = 'open' AND EXISTS (
    SELECT 1 FROM competition_stages s WHERE s.competition = c.id AND s.at > :since
) THEN 0 ELSE 1 END, coalesce(
    (SELECT min(s.at) FROM competition_stages s WHERE s.competition = c.id AND s.at > :now), 9000000000000000), c.id
LIMIT :at_most OFFSET :skip;

-- name: number_own(person)$
SELECT count(*) FROM (
    SELECT competition FROM registrations WHERE person = :person
    UNION
    SELECT competition FROM competition_follows WHERE person = :person
) AS theirs;

-- name: stages(competition)
SELECT stage, at FROM competition_stages WHERE competition = :competition;

-- name: files(competition)
SELECT kind, file_id FROM competition_files WHERE competition = :competition ORDER BY position;

-- name: add(title, trade, organiser, eligible, place, intro, source, ladder, awards, team_least, team_most, seats, per_unit, documents, checked, objection_days, appeal_hours, scoring, ties, created_by, now)$
INSERT INTO competitions
    (title, trade, organiser, eligible, place, intro, source, ladder, awards, team_least, team_most, seats, per_unit,
    documents, checked, objection_days, appeal_hours, scoring, ties,
    created_by, created_at, changed_at)
VALUES (:title, :trade, :organiser, :eligible, :place, :intro, :source, :ladder, :awards, :team_least, :team_most, :seats,
    :per_unit, :documents, :checked, :objection_days, :appeal_hours, :scoring, :ties, :created_by, :now, :now)
RETURNING id;

-- name: change(id, version, title, trade, organiser, eligible, place, intro, source, ladder, awards, team_least, team_most, seats, per_unit, documents, checked, objection_days, appeal_hours, scoring, ties, now)!
UPDATE competitions SET title = :title, trade = :trade, organiser = :organiser, eligible = :eligible, place = :place,
    intro = :intro, source = :source, ladder = :ladder, awards = :awards, team_least = :team_least,
    team_most = :team_most, seats = :seats, per_unit = :per_unit, documents = :documents, checked = :checked,
    objection_days = :objection_days, appeal_hours = :appeal_hours, scoring = :scoring, ties = :ties,
    changed_at = :now, version = version + 1
WHERE id = :id AND version = :version AND state = 'open';

-- name: cancel(id, version, reason, now)!
UPDATE competitions SET state = 'cancelled', reason = :reason, changed_at = :now, version = version + 1
WHERE id = :id AND version = :version AND state = 'open';

-- name: clear_stages(competition)!
DELETE FROM competition_stages WHERE competition = :competition;

-- name: add_stages(competition, stage, at)*!
INSERT INTO competition_stages (competition, stage, at) VALUES (:competition, :stage, :at);

-- name: clear_files(competition)!
DELETE FROM competition_files WHERE competition = :competition;

-- name: add_files(competition, position, kind, file_id)*!
INSERT INTO competition_files (competition, position, kind, file_id)
VALUES (:competition, :position, :kind, :file_id);

-- name: questions(competition)
SELECT text, wanted FROM contest_questions WHERE competition = :competition ORDER BY position;

-- name: clear_questions(competition)!
DELETE FROM contest_questions WHERE competition = :competition;

-- name: add_questions(competition, position, text, wanted)*!
INSERT INTO contest_questions (competition, position, text, wanted) VALUES (:competition, :position, :text, :wanted);

-- name: follow(person, competition, now)!
INSERT INTO competition_follows (person, competition, at) VALUES (:person, :competition, :now)
ON CONFLICT (person, competition) DO NOTHING;

-- name: unfollow(person, competition)!
DELETE FROM competition_follows WHERE person = :person AND competition = :competition;

-- name: follows(person, competition)$
SELECT count(*) FROM competition_follows WHERE person = :person AND competition = :competition;

-- name: number_following(competition)$
SELECT count(*) FROM competition_follows WHERE competition = :competition;

-- name: number_registered(competition)$
SELECT count(*) FROM registrations WHERE competition = :competition;

-- name: number_told(competition)$
-- Whoever is registered hears of a change whatever they muted: they would travel to what does not take place.
SELECT count(*) FROM (
    SELECT person FROM registrations WHERE competition = :competition
    UNION
    SELECT f.person FROM competition_follows f
    WHERE f.competition = :competition AND NOT EXISTS (
        SELECT 1 FROM mutes m
        WHERE m.person = f.person AND m.kind = 'competition' AND m.subject IN (0, :competition)
    )
) AS concerned;

-- name: number_interested(trade)$
SELECT count(*) FROM interests i
WHERE i.kind = 'trade' AND i.value = :trade AND NOT EXISTS (
    SELECT 1 FROM mutes m WHERE m.person = i.person AND m.kind = 'competition' AND m.subject = 0
);
