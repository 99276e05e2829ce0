-- name: set_cut(competition, stage, version, top, least)!
UPDATE stage_plans SET cut_top = :top, cut_least = :least, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state = 'open';

-- name: tell(competition, stage, version, now)!
UPDATE stage_plans SET state = 'told', told_at = :now, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state = 'open';

-- name: publish(competition, stage, version, now, until)!
UPDATE stage_plans SET state = 'public', public_at = :now, objections_until = :until, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state = 'told';

-- name: corrected(competition, stage, version, why, now)!
UPDATE stage_plans SET corrected_at = :now, corrected_why = :why, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state <> 'open';

-- name: awarded(competition, stage, version, prizes, now)!
UPDATE stage_plans SET awarded_at = :now, prizes = :prizes, version = version + 1
WHERE competition = :competition AND stage = :stage AND version = :version AND state = 'public' AND awarded_at IS NULL;

-- name: put(competition, stage, entry, points, place, passed)*!
INSERT INTO results (competition, stage, entry, points, place, passed)
VALUES (:competition, :stage, :entry, :points, :place, :passed);

-- name: correct(competition, stage, entry, points, place, passed, award)*!
-- Its people are told anew, old and new: what is old is what they heard of last.
UPDATE results
SET was_points = CASE WHEN told_at IS NULL THEN was_points ELSE points END,
    was_place = CASE WHEN told_at IS NULL THEN was_place ELSE place END,
    was_passed = CASE WHEN told_at IS NULL THEN was_passed ELSE passed END,
    was_award = CASE WHEN told_at IS NULL THEN was_award ELSE award END,
    points = :points, place = :place, passed = :passed, award = :award, corrected = 1, told_at = NULL
WHERE competition = :competition AND stage = :stage AND entry = :entry;

-- name: award(competition, stage, entry, award)*!
-- Its people are told.
UPDATE results SET award = :award, told_at = NULL WHERE competition = :competition AND stage = :stage AND entry = :entry;

-- name: listed(competition, stage, at_most, skip)
SELECT r.entry, r.points, r.place, r.passed, r.award, r.corrected, coalesce(d.number, 0) AS number, r.place > 0 AND EXISTS (
        SELECT 1 FROM results x
        WHERE x.competition = r.competition AND x.stage = r.stage AND x.place = r.place AND x.entry <> r.entry
    ) AS shared FROM results r
LEFT JOIN draws d ON d.competition = r.competition AND d.stage = r.stage AND d.entry = r.entry
WHERE r.competition = :competition AND r.stage = :stage
ORDER BY CASE WHEN r.place = 0 THEN 1 ELSE 0 END, r.place, coalesce(d.number, 0), r.entry LIMIT :at_most OFFSET :skip;

-- name: counts(competition, stage)^
SELECT count(*) AS number, coalesce(sum(passed), 0) AS passed, coalesce(sum(CASE WHEN place = 0 THEN 1 ELSE 0 END), 0) AS absent
FROM results WHERE competition = :competition AND stage = :stage;

-- name: of_person(competition, person)
SELECT r.stage, r.entry, r.points, r.place, r.passed, r.award, r.corrected, coalesce(d.number, 0) AS number, r.place > 0 AND EXISTS (
        SELECT 1 FROM results x
        WHERE x.competition = r.competition AND x.stage = r.stage AND x.place = r.place AND x.entry <> r.entry
    ) AS shared
FROM registrations g JOIN results r ON r.entry = g.entry
LEFT JOIN draws d ON d.competition = r.competition AND d.stage = r.stage AND d.entry = r.entry
WHERE g.competition = :competition AND g.person = :person;

-- name: points(competition, stage)
SELECT entry, points, place FROM results WHERE competition = :competition AND stage = :stage;

-- name: untold(at_most)
SELECT r.competition, r.stage, r.entry, r.points, r.place, r.passed, r.award, r.corrected, coalesce(d.number, 0) AS number, r.place > 0 AND EXISTS (
        SELECT 1 FROM results x
        WHERE x.competition = r.competition AND x.stage = r.stage AND x.place = r.place AND x.entry <> r.entry
    ) AS shared,
    r.was_points, r.was_place, r.was_passed, r.was_award
FROM results r
LEFT JOIN draws d ON d.competition = r.competition AND d.stage = r.stage AND d.entry = r.entry
WHERE r.told_at IS NULL ORDER BY r.competition, r.stage, r.entry LIMIT :at_most;

-- name: told(competition, stage, entry, now)*!
UPDATE results SET told_at = :now, was_points = NULL, was_place = NULL, was_passed = NULL, was_award = NULL
WHERE competition = :competition AND stage = :stage AND entry = :entry;

-- name: number_untold(competition, stage)$
SELECT count(*) FROM results WHERE competition = :competition AND stage = :stage AND told_at IS NULL;

-- name: underway(key_start, key_end)$
-- Letters of those told that are still on their way.
SELECT count(*) FROM outbox WHERE dedupe_key >= :key_start AND dedupe_key < :key_end
    AND state IN ('waiting', 'sending', 'retry');

-- name: unawarded(since, now)
-- Whose days of objections ended since then, with awards promised and not given.
SELECT p.competition, p.stage FROM stage_plans p
JOIN publicised v ON v.competition = p.competition AND v.last = p.stage
JOIN competitions c ON c.id = p.competition AND c.state = 'open' AND c.awards <> ''
WHERE p.awarded_at IS NULL AND p.objections_until > :since AND p.objections_until <= :now
ORDER BY p.objections_until LIMIT 50;
