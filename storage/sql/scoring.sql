-- name: board(competition, stage, assessor)
-- Numbers without names.
SELECT d.entry, d.number, d.room, s.points FROM draws d
JOIN entries e ON e.id = d.entry AND e.state = 'confirmed'
LEFT JOIN scores s ON s.competition = d.competition AND s.stage = d.stage AND s.entry = d.entry AND s.assessor = :assessor
WHERE d.competition = :competition AND d.stage = :stage ORDER BY d.number;

-- name: units(competition, stage)
-- Of every number, its people with their units, and the unit it entered for: so that no assessor is shown their own.
SELECT r.entry, r.person, coalesce(p.unit, '') AS unit FROM draws d JOIN registrations r ON r.entry = d.entry
LEFT JOIN profiles p ON p.person = r.person
WHERE d.competition = :competition AND d.stage = :stage
UNION ALL
SELECT e.id, 0, e.unit FROM draws d JOIN entries e ON e.id = d.entry
WHERE d.competition = :competition AND d.stage = :stage AND e.unit <> '';

-- name: assessors(competition, stage)
SELECT DISTINCT s.assessor, coalesce(p.unit, '') AS unit FROM scores s LEFT JOIN profiles p ON p.person = s.assessor
WHERE s.competition = :competition AND s.stage = :stage;

-- name: put(competition, stage, entry, assessor, points, now)*!
INSERT INTO scores (competition, stage, entry, assessor, points, at)
VALUES (:competition, :stage, :entry, :assessor, :points, :now)
ON CONFLICT (competition, stage, entry, assessor)
DO UPDATE SET points = excluded.points, at = excluded.at, version = scores.version + 1;

-- name: open()
-- Stages in which there is something to score.
SELECT c.id, p.stage FROM stage_plans p JOIN competitions c ON c.id = p.competition AND c.state = 'open'
WHERE p.state = 'open' AND p.drawn_at IS NOT NULL ORDER BY p.drawn_at DESC, c.id DESC LIMIT 50;

-- name: given(competition, stage)
SELECT s.entry, s.assessor, s.points FROM scores s WHERE s.competition = :competition AND s.stage = :stage
ORDER BY s.entry, s.assessor;

-- name: any_given(competition, stage)$
SELECT count(*) FROM scores WHERE competition = :competition AND stage = :stage;
