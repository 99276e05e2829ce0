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

-- name: muted_things(person)
-- Single things that a person does not want to hear of, the latest first; what is over long ago is gone and left out.
SELECT mutes.kind, mutes.subject, mutes.at, competitions.title AS title, '' AS label, '' AS studio
FROM mutes JOIN competitions ON competitions.id = mutes.subject
WHERE mutes.person = :person AND mutes.kind = 'competition' AND mutes.subject <> 0
UNION ALL
SELECT mutes.kind, mutes.subject, mutes.at, courses.title, '', ''
FROM mutes JOIN courses ON courses.id = mutes.subject
WHERE mutes.person = :person AND mutes.kind = 'course' AND mutes.subject <> 0
UNION ALL
SELECT mutes.kind, mutes.subject, mutes.at, periods.title, occurrences.label, studios.name
FROM mutes JOIN duties ON duties.id = mutes.subject JOIN studios ON studios.id = duties.studio
    JOIN occurrences ON occurrences.id = duties.occurrence JOIN periods ON periods.id = occurrences.period
WHERE mutes.person = :person AND mutes.kind = 'duty' AND mutes.subject <> 0
ORDER BY at DESC, subject;
