-- name: stage(kind, subject, stage)
SELECT id, at, days, due_at, state, moved, cursor FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage;

-- name: add_step(kind, subject, stage, at, days, due_at, state)*!
INSERT INTO steps (kind, subject, stage, at, days, due_at, state)
VALUES (:kind, :subject, :stage, :at, :days, :due_at, :state)
ON CONFLICT DO NOTHING;

-- name: due_again(id, due_at)!
UPDATE steps SET due_at = :due_at, version = version + 1 WHERE id = :id;

-- name: remove_steps(ids)!
DELETE FROM steps WHERE id IN :ids;

-- name: halt_steps(ids)!
UPDATE steps SET state = 'superseded', version = version + 1 WHERE id IN :ids;

-- name: drop_outdated(kind, subject, stage, at, reason)!
-- What waits for people about another moment of the stage than :at.
UPDATE reminders SET state = 'dropped', reason = :reason
WHERE state IN ('waiting', 'held') AND step IN (
    SELECT id FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage AND at <> :at
);

-- name: revive(kind, subject, stage, at)!
-- The stage is back at :at: what was dropped when it left is due again.
UPDATE reminders SET state = 'waiting', reason = ''
WHERE state = 'dropped' AND reason = 'moved' AND step IN (
    SELECT id FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage AND at = :at
);

-- name: go_on(ids, state)!
UPDATE steps SET state = :state, version = version + 1 WHERE id IN :ids;

-- name: stages(kind, subject)
SELECT DISTINCT stage FROM steps WHERE kind = :kind AND subject = :subject;

-- name: supersede(now)!
-- Of one stage's rungs that are due, only the newest is said.
UPDATE steps SET state = 'superseded', version = version + 1
WHERE state IN ('planned', 'firing') AND due_at <= :now AND EXISTS (
    SELECT 1 FROM steps n
    WHERE n.kind = steps.kind AND n.subject = steps.subject AND n.stage = steps.stage
        AND n.state IN ('planned', 'firing') AND n.due_at <= :now AND n.id <> steps.id
        AND (n.due_at > steps.due_at OR (n.due_at = steps.due_at AND n.days < steps.days))
);

-- name: expire_steps(now)
UPDATE steps SET state = 'expired', version = version + 1
WHERE state IN ('planned', 'firing') AND due_at <= :now AND days >= 0 AND at <= :now
RETURNING id, kind, subject, stage, at, cursor;

-- name: next_step(now)^
SELECT id, kind, subject, stage, at, days, cursor FROM steps
WHERE state IN ('planned', 'firing') AND due_at <= :now
ORDER BY due_at, id LIMIT 1;

-- name: fired(id, cursor, state)!
UPDATE steps SET state = :state, cursor = :cursor, version = version + 1 WHERE id = :id;

-- name: concerned_in_competition(subject, stage, after, at_most)
-- Who follows it; of its registration only those who have not registered, of all else also those who have and whom it
-- concerns. Once the last results are public nobody is told when 公示 was planned.
SELECT person FROM (
    SELECT f.person FROM competition_follows f
    WHERE f.competition = :subject AND f.person > :after
    UNION
    SELECT g.person FROM registrations g
    WHERE g.competition = :subject AND g.person > :after AND :stage NOT IN ('register_open', 'register_close')
) p
WHERE EXISTS (SELECT 1 FROM competitions c WHERE c.id = :subject AND c.state = 'open')
    AND (:stage NOT IN ('register_open', 'register_close') OR NOT EXISTS (
        SELECT 1 FROM registrations r WHERE r.competition = :subject AND r.person = p.person
    ))
    AND NOT EXISTS (
        SELECT 1 FROM bygone_stages b WHERE b.person = p.person AND b.competition = :subject AND b.stage = :stage
    )
    AND NOT EXISTS (SELECT 1 FROM publicised b WHERE b.competition = :subject AND b.stage = :stage)
ORDER BY person LIMIT :at_most;

-- name: concerned_in_occurrence(subject, after, at_most)
SELECT DISTINCT o.person
FROM duties d JOIN roles o ON o.studio = d.studio AND o.role IN ('leader', 'deputy')
WHERE d.occurrence = :subject AND d.filed_at IS NULL AND d.extended_to IS NULL AND o.person > :after
    AND EXISTS (
        SELECT 1 FROM occurrences c JOIN periods p ON p.id = c.period WHERE c.id = :subject AND p.state = 'active'
    )
ORDER BY o.person LIMIT :at_most;

-- name: concerned_in_duty(subject, after, at_most)
SELECT DISTINCT o.person
FROM duties d JOIN roles o ON o.studio = d.studio AND o.role IN ('leader', 'deputy')
WHERE d.id = :subject AND d.filed_at IS NULL AND o.person > :after
    AND EXISTS (
        SELECT 1 FROM occurrences c JOIN periods p ON p.id = c.period WHERE c.id = d.occurrence AND p.state = 'active'
    )
ORDER BY o.person LIMIT :at_most;

-- name: concerned_in_course(subject, stage, after, at_most)
-- Whoever has a seat for sure; the stage is the session's number.
SELECT e.person FROM enrolments e
WHERE e.course = :subject AND e.state = 'confirmed' AND e.person > :after
    AND EXISTS (SELECT 1 FROM courses k WHERE k.id = :subject AND k.state <> 'cancelled')
    AND EXISTS (SELECT 1 FROM sessions h WHERE h.course = :subject AND CAST(h.id AS TEXT) = :stage)
ORDER BY e.person LIMIT :at_most;

-- name: add(step, person, now)*!
INSERT INTO reminders (step, person, due_at) VALUES (:step, :person, :now) ON CONFLICT DO NOTHING;

-- name: drop_older(step, kind, subject, stage, people)!
-- A newer rung of the same stage is on its way to them.
UPDATE reminders SET state = 'dropped', reason = 'superseded'
WHERE state IN ('waiting', 'held') AND person IN :people AND step IN (
    SELECT id FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage AND id <> :step
);

-- name: due_people(now, at_most)
SELECT DISTINCT person FROM (
    SELECT person FROM reminders WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT :at_most
) d;

-- name: due(now, people, letters, one)
-- Everything that is due to these people or was written in these messages of the outbox, or one reminder (0: none), and
-- how they stand to it.
SELECT r.id, r.person, r.due_at, r.state, r.said_in, r.turn, s.id AS step, s.kind, s.subject, s.stage, s.at, s.days,
    c.title AS competition, p.title AS period, o.label, t.name AS studio,
    k.title AS course, coalesce(nullif(h.place, ''), k.place, nullif(i.place, ''), c.place) AS place, (
        SELECT count(*) FROM sessions x
        WHERE x.course = h.course AND (x.begins_at < h.begins_at OR (x.begins_at = h.begins_at AND x.id <= h.id))
    ) AS nth, (SELECT count(*) FROM sessions x WHERE x.course = h.course) AS sessions,
    g.person IS NOT NULL AS inside, coalesce(v.number, 0) AS number, coalesce(v.room, '') AS room,
    coalesce(i.kit, '') AS kit,
    EXISTS (SELECT 1 FROM entries y WHERE y.id = g.entry AND y.state IN ('pending', 'resubmitted')) AS queued,
    CASE s.kind WHEN 'duty' THEN d.id WHEN 'occurrence' THEN (
        SELECT min(e.id) FROM duties e JOIN roles q ON q.studio = e.studio AND q.role IN ('leader', 'deputy')
        WHERE e.occurrence = s.subject AND q.person = r.person AND e.filed_at IS NULL AND e.extended_to IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM mutes m WHERE m.person = r.person AND m.kind = 'duty' AND m.subject = e.id
            )
    ) END AS duty,
    CASE s.kind
        WHEN 'competition' THEN g.person IS NOT NULL
        WHEN 'course' THEN 0
        WHEN 'duty' THEN d.filed_at IS NOT NULL
        ELSE EXISTS (
            SELECT 1 FROM duties e JOIN roles q ON q.studio = e.studio AND q.role IN ('leader', 'deputy')
            WHERE e.occurrence = s.subject AND q.person = r.person AND e.extended_to IS NULL AND e.filed_at IS NOT NULL
        ) AND NOT EXISTS (
            SELECT 1 FROM duties e JOIN roles q ON q.studio = e.studio AND q.role IN ('leader', 'deputy')
            WHERE e.occurrence = s.subject AND q.person = r.person AND e.extended_to IS NULL AND e.filed_at IS NULL
        )
    END AS done,
    CASE s.kind
        WHEN 'competition' THEN c.state = 'open' AND (g.person IS NOT NULL OR EXISTS (
            SELECT 1 FROM competition_follows f WHERE f.competition = s.subject AND f.person = r.person
        ))
        WHEN 'course' THEN k.state <> 'cancelled' AND EXISTS (
            SELECT 1 FROM enrolments e WHERE e.course = k.id AND e.person = r.person AND e.state = 'confirmed'
        )
        WHEN 'duty' THEN p.state = 'active' AND EXISTS (
            SELECT 1 FROM roles q WHERE q.studio = d.studio AND q.role IN ('leader', 'deputy') AND q.person = r.person
        )
        ELSE p.state = 'active' AND EXISTS (
            SELECT 1 FROM duties e JOIN roles q ON q.studio = e.studio AND q.role IN ('leader', 'deputy')
            WHERE e.occurrence = s.subject AND q.person = r.person AND e.extended_to IS NULL
        )
    END AS concerned,
    s.kind = 'competition' AND (
        EXISTS (
            SELECT 1 FROM bygone_stages b WHERE b.person = r.person AND b.competition = s.subject AND b.stage = s.stage
        ) OR EXISTS (SELECT 1 FROM publicised b WHERE b.competition = s.subject AND b.stage = s.stage)
    ) AS bygone,
    coalesce(
        CASE s.kind WHEN 'competition' THEN (
            SELECT g.at FROM competition_stages g WHERE g.competition = s.subject AND g.stage = s.stage
        ) WHEN 'course' THEN h.begins_at WHEN 'duty' THEN d.extended_to ELSE o.due_at END, -1
    ) <> s.at AS moved,
    EXISTS (
        SELECT 1 FROM reminders n JOIN steps y ON y.id = n.step
        WHERE n.person = r.person AND n.id > r.id AND n.state IN ('waiting', 'held', 'said')
            AND y.kind = s.kind AND y.subject = s.subject AND y.stage = s.stage AND y.at = s.at
    ) AS superseded,
    EXISTS (
        SELECT 1 FROM steps z
        WHERE z.kind = s.kind AND z.subject = s.subject AND z.stage = s.stage AND z.state = 'paused'
    ) AS paused,
    EXISTS (
        SELECT 1 FROM mutes m
        WHERE m.person = r.person AND m.kind = CASE WHEN s.kind IN ('competition', 'course') THEN s.kind ELSE 'duty' END
            AND (m.subject = 0 OR (s.kind <> 'occurrence' AND m.subject = s.subject))
    ) AS muted,
    (SELECT max(updated_at) FROM dialogues f WHERE f.person = r.person) AS form_at,
    (
        SELECT max(said_at) FROM reminders x
        WHERE x.person = r.person AND x.said_at IS NOT NULL AND (r.state <> 'said' OR x.said_in < r.said_in)
    ) AS told_at,
    w.quiet_from, w.quiet_to, w.digest, u.language, a.address, a.muted_at
FROM reminders r
JOIN steps s ON s.id = r.step
JOIN people u ON u.id = r.person
LEFT JOIN addresses a ON a.person = r.person AND a.channel = 'telegram'
LEFT JOIN preferences w ON w.person = r.person
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
LEFT JOIN registrations g ON g.competition = c.id AND g.person = r.person
LEFT JOIN stage_plans i ON i.competition = c.id AND i.stage = s.stage AND g.person IS NOT NULL AND i.draw_told_at IS NOT NULL
LEFT JOIN draws v ON v.competition = i.competition AND v.stage = i.stage AND v.entry = g.entry AND v.told_at IS NOT NULL
LEFT JOIN courses k ON s.kind = 'course' AND k.id = s.subject
LEFT JOIN sessions h ON h.course = k.id AND CAST(h.id AS TEXT) = s.stage
LEFT JOIN duties d ON s.kind = 'duty' AND d.id = s.subject
LEFT JOIN studios t ON t.id = d.studio
LEFT JOIN occurrences o ON o.id = CASE s.kind WHEN 'occurrence' THEN s.subject WHEN 'duty' THEN d.occurrence END
LEFT JOIN periods p ON p.id = o.period
WHERE r.id IN (
    SELECT w.id FROM reminders w WHERE w.person IN :people AND w.state = 'waiting' AND w.due_at <= :now
    UNION ALL
    SELECT w.id FROM reminders w JOIN outbox l ON l.id = w.said_in AND l.created_at = w.said_at
    WHERE w.said_in IN :letters
    UNION ALL
    SELECT w.id FROM reminders w WHERE w.id = :one
)
ORDER BY r.person, s.at, r.id;

-- name: not_said(step, number, report_at)*!
UPDATE steps SET unsaid = unsaid + :number, report_at = :report_at WHERE id = :step;

-- name: reports(now)
-- What officers have not heard of yet.
SELECT s.id, s.unsaid, s.kind, s.subject, s.stage, s.at, c.title AS competition, p.title AS period, o.label,
    t.name AS studio, CASE s.kind WHEN 'duty' THEN d.id END AS duty,
    k.title AS course, coalesce(nullif(h.place, ''), k.place) AS place, (
        SELECT count(*) FROM sessions x
        WHERE x.course = h.course AND (x.begins_at < h.begins_at OR (x.begins_at = h.begins_at AND x.id <= h.id))
    ) AS nth, (SELECT count(*) FROM sessions x WHERE x.course = h.course) AS sessions
FROM steps s
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
LEFT JOIN courses k ON s.kind = 'course' AND k.id = s.subject
LEFT JOIN sessions h ON h.course = k.id AND CAST(h.id AS TEXT) = s.stage
LEFT JOIN duties d ON s.kind = 'duty' AND d.id = s.subject
LEFT JOIN studios t ON t.id = d.studio
LEFT JOIN occurrences o ON o.id = CASE s.kind WHEN 'occurrence' THEN s.subject WHEN 'duty' THEN d.occurrence END
LEFT JOIN periods p ON p.id = o.period
WHERE s.report_at >= :now
ORDER BY s.at, s.id;

-- name: say(id, letter, now)*!
UPDATE reminders SET state = 'said', said_at = :now, said_in = :letter, turn = turn + 1, reason = ''
WHERE id = :id AND state = 'waiting';

-- name: unsaid(at_most)
-- Messages that will not leave any more, with reminders that count as said.
SELECT o.id, o.state FROM outbox o
WHERE o.lane = 2 AND o.mailing IS NULL AND o.state IN ('expired', 'blocked') AND EXISTS (
    SELECT 1 FROM reminders r WHERE r.said_in = o.id AND r.said_at = o.created_at AND r.state = 'said'
)
LIMIT :at_most;

-- name: withdraw(letters, now)!
UPDATE outbox SET state = 'cancelled', finished_at = :now, error = 'taken back'
WHERE id IN :letters AND state IN ('waiting', 'retry', 'expired');

-- name: unsay(letters, state, reason, now)!
UPDATE reminders SET state = :state, reason = :reason, due_at = :now, said_at = NULL, said_in = NULL
WHERE said_in IN :letters AND state = 'said'
    AND said_at = (SELECT o.created_at FROM outbox o WHERE o.id = reminders.said_in);

-- name: release(kind, subject, stage)!
-- A ladder that is not paused any more says what was held.
UPDATE reminders SET state = 'waiting', reason = ''
WHERE state = 'held' AND step IN (
    SELECT id FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage
) AND NOT EXISTS (
    SELECT 1 FROM steps WHERE kind = :kind AND subject = :subject AND stage = :stage AND state = 'paused'
);

-- name: put_off(id, until, reason)*!
UPDATE reminders SET due_at = :until, reason = :reason WHERE id = :id AND state = 'waiting';

-- name: end(id, state, reason)*!
UPDATE reminders SET state = :state, reason = :reason WHERE id = :id AND state = 'waiting';

-- name: find(id, person)^
SELECT r.id, r.state, r.due_at, s.kind, s.subject, s.stage, s.at, s.days FROM reminders r JOIN steps s ON s.id = r.step
WHERE r.id = :id AND r.person = :person;

-- name: newer(id)$
-- Whether the same stage has been brought to mind since, or is no longer at this moment.
SELECT EXISTS (
    SELECT 1 FROM reminders r JOIN steps s ON s.id = r.step
    JOIN steps n ON n.kind = s.kind AND n.subject = s.subject AND n.stage = s.stage AND n.id <> s.id
    LEFT JOIN reminders w ON w.step = n.id AND w.person = r.person
    WHERE r.id = :id AND (
        w.id > r.id
        OR (n.at <> s.at AND n.state IN ('planned', 'paused', 'firing', 'done'))
    )
);

-- name: snooze(id, until)!
UPDATE reminders SET state = 'waiting', due_at = :until, reason = 'later' WHERE id = :id AND state = 'said';

-- name: duties_of(person, occurrence)
SELECT DISTINCT e.id FROM duties e JOIN roles q ON q.studio = e.studio AND q.role IN ('leader', 'deputy')
WHERE e.occurrence = :occurrence AND q.person = :person AND e.filed_at IS NULL AND e.extended_to IS NULL
ORDER BY e.id;

-- name: drop_about(person, kind, subject)!
UPDATE reminders SET state = 'dropped', reason = 'muted'
WHERE person = :person AND state IN ('waiting', 'held') AND step IN (
    SELECT id FROM steps WHERE kind = :kind AND subject = :subject
);

-- name: prune_steps(before)!
DELETE FROM steps WHERE state IN ('skipped', 'done', 'superseded', 'expired') AND due_at < :before AND at < :before;

-- name: prune_paused(before)!
DELETE FROM steps WHERE state = 'paused' AND due_at < :before AND at < :before;
