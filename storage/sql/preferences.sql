-- name: of(person)
-- Everything in one go: what a row is about stands in `what`.
SELECT 'hours' AS what, '' AS kind, '' AS value, quiet_from, quiet_to, digest FROM preferences WHERE person = :person
UNION ALL SELECT 'mute', kind, '', subject, 0, 0 FROM mutes WHERE person = :person
UNION ALL SELECT 'interest', kind, value, 0, 0, 0 FROM interests WHERE person = :person;

-- name: set_quiet(person, begin, end)!
INSERT INTO preferences (person, quiet_from, quiet_to) VALUES (:person, :begin, :end)
ON CONFLICT (person) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to;

-- name: set_digest(person, digest)!
INSERT INTO preferences (person, digest) VALUES (:person, :digest)
ON CONFLICT (person) DO UPDATE SET digest = excluded.digest;

-- name: mute(person, kind, subject, now)!
INSERT INTO mutes (person, kind, subject, at) VALUES (:person, :kind, :subject, :now) ON CONFLICT DO NOTHING;

-- name: unmute(person, kind, subject)!
DELETE FROM mutes WHERE person = :person AND kind = :kind AND subject = :subject;

-- name: add_interest(person, kind, value)!
INSERT INTO interests (person, kind, value) VALUES (:person, :kind, :value) ON CONFLICT DO NOTHING;

-- name: remove_interest(person, kind, value)!
DELETE FROM interests WHERE person = :person AND kind = :kind AND value = :value;

-- name: trades()
SELECT DISTINCT trade FROM competitions WHERE trade <> '' ORDER BY trade;
