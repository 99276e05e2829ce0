-- name: debts(occurrence, now)
-- Who owes this report: the late first, then what was returned and did not come back, then those who have time left.
SELECT d.id, d.studio, s.name, d.filed_at, coalesce(d.extended_to, o.due_at) AS due_at, r.judged_at,
    (SELECT max(n.at) FROM nudges n WHERE n.duty = d.id) AS nudged_at,
    CASE WHEN d.filed_at IS NOT NULL THEN 'returned' WHEN coalesce(d.extended_to, o.due_at) <= :now THEN 'late' ELSE 'owing'
    END AS owes
FROM duties d
JOIN occurrences o ON o.id = d.occurrence
JOIN periods p ON p.id = o.period AND p.state = 'active'
JOIN studios s ON s.id = d.studio
LEFT JOIN reports r ON r.duty = d.id AND r.state = 'returned'
WHERE d.occurrence = :occurrence AND d.excused = 0 AND (d.filed_at IS NULL OR r.id IS NOT NULL)
ORDER BY CASE WHEN d.filed_at IS NOT NULL THEN 1 WHEN coalesce(d.extended_to, o.due_at) <= :now THEN 0 ELSE 2 END,
    coalesce(d.extended_to, o.due_at), s.level_rank, s.name, d.id;

-- name: contacts(occurrence)
-- Who answers for the studios that an occurrence is owed by, and what they heard of it: reminders that went out, nudges too.
SELECT DISTINCT d.id AS duty, q.person, a.address, a.muted_at,
    EXISTS (
        SELECT 1 FROM mutes m WHERE m.person = q.person AND m.kind = 'duty' AND m.subject IN (0, d.id)
    ) AS muted,
    (
        SELECT max(r.said_at) FROM reminders r
        JOIN steps t ON t.id = r.step
        LEFT JOIN outbox l ON l.id = r.said_in AND l.created_at = r.said_at
        WHERE r.person = q.person AND r.state = 'said' AND coalesce(l.state, 'sent') = 'sent'
            AND ((t.kind = 'occurrence' AND t.subject = d.occurrence) OR (t.kind = 'duty' AND t.subject = d.id))
    ) AS reminded_at,
    (SELECT max(n.at) FROM nudges n WHERE n.duty = d.id AND n.person = q.person) AS nudged_at
FROM duties d
JOIN roles q ON q.studio = d.studio AND q.role IN ('leader', 'deputy')
LEFT JOIN addresses a ON a.person = q.person AND a.channel = 'telegram'
WHERE d.occurrence = :occurrence
ORDER BY d.id, q.person;

-- name: returned()
-- How many reports of each occurrence were returned and did not come back.
SELECT d.occurrence, count(*) AS number FROM reports r
JOIN duties d ON d.id = r.duty AND d.filed_at IS NOT NULL AND d.excused = 0
WHERE r.state = 'returned' GROUP BY d.occurrence;

-- name: nudge(duty, person, by_person, now)*!
INSERT INTO nudges (duty, person, at, by_person) VALUES (:duty, :person, :now, :by_person) ON CONFLICT DO NOTHING;

-- name: cells(since, until)
-- What every studio did with the reports that were due in a span; those of ended periods too.
SELECT d.studio, s.name, d.occurrence, p.title, o.label, o.due_at, coalesce(d.extended_to, o.due_at) AS until,
    d.filed_at, d.excused, p.state, CASE WHEN r.filed_at IS NOT NULL THEN r.late END AS late
FROM duties d
JOIN occurrences o ON o.id = d.occurrence
JOIN periods p ON p.id = o.period
JOIN studios s ON s.id = d.studio
LEFT JOIN reports r ON r.duty = d.id
WHERE o.due_at > :since AND o.due_at <= :until
ORDER BY o.due_at, o.id, s.level_rank, s.name, d.studio;

-- name: nudged(duty, since)
SELECT DISTINCT a.address FROM nudges n JOIN addresses a ON a.person = n.person AND a.channel = 'telegram'
WHERE n.duty = :duty AND n.at >= :since;

-- name: letters(keys)
SELECT dedupe_key, state FROM outbox WHERE dedupe_key IN :keys;
