-- name: plan(competition, stage)^
SELECT * FROM stage_plans WHERE competition = :competition AND stage = :stage;

-- name: plans(competition)
SELECT * FROM stage_plans WHERE competition = :competition;

-- name: begin(competition, stage)!
INSERT INTO stage_plans (competition, stage) VALUES (:competition, :stage) ON CONFLICT DO NOTHING;

-- name: change(competition, stage, version, place, kit, rooms)!
UPDATE stage_plans SET place = :place, kit = :kit, rooms = :rooms, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version;

-- name: first_contestants(competition)
SELECT id AS entry FROM entries WHERE competition = :competition AND state = 'confirmed' ORDER BY id;

-- name: later_contestants(competition, before)
SELECT r.entry FROM results r JOIN entries e ON e.id = r.entry AND e.state = 'confirmed'
WHERE r.competition = :competition AND r.stage = :before AND r.passed = 1 ORDER BY r.entry;

-- name: draw(competition, stage, version, seed, now)!
UPDATE stage_plans SET seed = :seed, drawn_at = :now, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version
    AND state = 'open' AND draw_told_at IS NULL;

-- name: redrawn(competition, stage, version)!
-- Lots are added to those that are there.
UPDATE stage_plans SET version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state = 'open' AND drawn_at IS NOT NULL;

-- name: clear(competition, stage)!
DELETE FROM draws WHERE competition = :competition AND stage = :stage;

-- name: put(competition, stage, entry, number, room)*!
INSERT INTO draws (competition, stage, entry, number, room) VALUES (:competition, :stage, :entry, :number, :room);

-- name: lots(competition, stage, at_most, skip)
SELECT d.entry, d.number, d.room FROM draws d WHERE d.competition = :competition AND d.stage = :stage
ORDER BY d.number LIMIT :at_most OFFSET :skip;

-- name: number_drawn(competition, stage)$
SELECT count(*) FROM draws WHERE competition = :competition AND stage = :stage;

-- name: lots_of(competition, person)
-- Only what they were told of: before that a draw may still be another.
SELECT d.stage, d.entry, d.number, d.room FROM registrations r JOIN draws d ON d.entry = r.entry
JOIN stage_plans p ON p.competition = d.competition AND p.stage = d.stage AND p.draw_told_at IS NOT NULL
WHERE r.competition = :competition AND r.person = :person;

-- name: tell(competition, stage, version, now)!
UPDATE stage_plans SET draw_told_at = :now, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version
    AND drawn_at IS NOT NULL AND draw_told_at IS NULL AND state = 'open';

-- name: untold(at_most)
SELECT d.competition, d.stage, d.entry, d.number, d.room FROM draws d
JOIN stage_plans p ON p.competition = d.competition AND p.stage = d.stage AND p.draw_told_at IS NOT NULL
WHERE d.told_at IS NULL ORDER BY d.competition, d.stage, d.number LIMIT :at_most;

-- name: told(competition, stage, entry, now)*!
UPDATE draws SET told_at = :now WHERE competition = :competition AND stage = :stage AND entry = :entry;

-- name: people(entries)
SELECT r.entry, p.id, p.language, a.address FROM registrations r JOIN people p ON p.id = r.person
JOIN addresses a ON a.person = p.id AND a.channel = 'telegram' AND a.muted_at IS NULL
WHERE r.entry IN :entries ORDER BY r.entry, r.at, p.id;
