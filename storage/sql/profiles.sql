-- name: of(person)^
SELECT name, unit FROM profiles WHERE person = :person;

-- name: put(person, name, unit, now)!
INSERT INTO profiles (person, name, unit, changed_at) VALUES (:person, :name, :unit, :now)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, unit = excluded.unit, changed_at = excluded.changed_at;
