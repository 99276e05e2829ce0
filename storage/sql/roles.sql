-- name: counts()
SELECT role, count(*) AS number FROM roles GROUP BY role;

-- name: page(role, at_most, skip)
SELECT r.person, r.role, r.studio, r.granted_at, coalesce(s.name, '') AS studio_name, coalesce(p.name, '') AS name,
    coalesce(p.unit, '') AS unit
FROM roles r LEFT JOIN studios s ON s.id = r.studio LEFT JOIN profiles p ON p.person = r.person
WHERE r.role = :role ORDER BY s.name, r.granted_at, r.person LIMIT :at_most OFFSET :skip;

-- name: of_studio(studio)
SELECT r.person, r.role, r.studio, r.granted_at, coalesce(s.name, '') AS studio_name, coalesce(p.name, '') AS name,
    coalesce(p.unit, '') AS unit
FROM roles r LEFT JOIN studios s ON s.id = r.studio LEFT JOIN profiles p ON p.person = r.person
WHERE r.studio = :studio AND r.studio <> 0 ORDER BY r.role DESC, r.granted_at, r.person;

-- name: of_person(person)
SELECT r.person, r.role, r.studio, r.granted_at, coalesce(s.name, '') AS studio_name, coalesce(p.name, '') AS name,
    coalesce(p.unit, '') AS unit
FROM roles r LEFT JOIN studios s ON s.id = r.studio LEFT JOIN profiles p ON p.person = r.person
WHERE r.person = :person ORDER BY r.granted_at, r.role, r.studio;
