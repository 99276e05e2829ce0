-- name: by_address(channel, address)^
SELECT p.id, p.language, a.address, a.muted_at, a.menu
FROM addresses a JOIN people p ON p.id = a.person
WHERE a.channel = :channel AND a.address = :address;

-- name: by_addresses(channel, addresses)
SELECT p.id, p.language, a.address, a.muted_at, a.menu
FROM addresses a JOIN people p ON p.id = a.person
WHERE a.channel = :channel AND a.address IN :addresses;

-- name: by_id(id)^
SELECT p.id, p.language, coalesce(a.address, '') AS address, a.muted_at, coalesce(a.menu, '') AS menu
FROM people p LEFT JOIN addresses a ON a.person = p.id
WHERE p.id = :id;

-- name: grants(person)
SELECT role, studio FROM roles WHERE person = :person ORDER BY role, studio;

-- name: grants_of(people)
SELECT person, role, studio FROM roles WHERE person IN :people ORDER BY person, role, studio;

-- name: holders(role)
SELECT DISTINCT person FROM roles WHERE role = :role ORDER BY person;

-- name: add(now)<!
INSERT INTO people (created_at) VALUES (:now) RETURNING id;

-- name: add_address(person, channel, address)!
INSERT INTO addresses (person, channel, address) VALUES (:person, :channel, :address);

-- name: grant(person, role, studio, now)!
INSERT INTO roles (person, role, studio, granted_at) VALUES (:person, :role, :studio, :now)
ON CONFLICT DO NOTHING;

-- name: revoke(person, role, studio)!
DELETE FROM roles WHERE person = :person AND role = :role AND studio = :studio;

-- name: set_language(person, language)!
UPDATE people SET language = :language WHERE id = :person;

-- name: set_muted(address, at)!
UPDATE addresses SET muted_at = :at WHERE channel = 'telegram' AND address = :address;

-- name: set_menu(person, menu)!
UPDATE addresses SET menu = :menu WHERE person = :person;

-- name: consent(person, purpose, now)!
INSERT INTO consents (person, purpose, given_at) VALUES (:person, :purpose, :now)
ON CONFLICT DO NOTHING;

-- name: consents(person)
SELECT purpose, given_at FROM consents WHERE person = :person ORDER BY given_at;
