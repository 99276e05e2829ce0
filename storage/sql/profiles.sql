-- name: of(person)^
SELECT name, unit FROM profiles WHERE person = :person;

-- name: put(person, name, unit, now)!
INSERT INTO profiles (person, name, unit, changed_at) VALUES (:person, :name, :unit, :now)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, unit = excluded.unit, changed_at = excluded.changed_at;

-- name: scores_in(person)
-- The stages that wait for points, for an assessor.
SELECT p.competition, p.stage FROM stage_plans p JOIN competitions c ON c.id = p.competition AND c.state = 'open'
WHERE p.state = 'open' AND p.drawn_at IS NOT NULL
    AND (
        EXISTS (SELECT 1 FROM roles r WHERE r.person = :person AND r.role = 'assessor')
        OR EXISTS (SELECT 1 FROM scores s WHERE s.competition = p.competition AND s.stage = p.stage AND s.assessor = :person)
    );

-- name: named(name)
SELECT person FROM profiles WHERE name = :name LIMIT 2;
