-- name: line(course)
-- Who waits and can be told, in order. Whoever blocked the bot keeps their place and is passed over until they are back; so
-- is whoever could not be told of an offer of this course, as long as that is remembered.
SELECT e.id, e.person, e.unit, p.quiet_from, p.quiet_to
FROM enrolments e LEFT JOIN preferences p ON p.person = e.person
WHERE e.course = :course AND e.state = 'waiting' AND EXISTS (
    SELECT 1 FROM addresses a WHERE a.person = e.person AND a.channel = 'telegram' AND a.muted_at IS NULL
) AND NOT EXISTS (
    SELECT 1 FROM offers o JOIN outbox l ON l.dedupe_key = 'offer:' || CAST(o.id AS TEXT)
    WHERE o.enrolment = e.id AND l.state = 'dead'
)
ORDER BY e.id;

-- name: terms(course)^
-- What an offer depends on: the course's, and how many hold a seat.
SELECT c.begins_at, c.state, c.seats, c.per_unit, (
    SELECT count(*) FROM enrolments e WHERE e.course = c.id AND e.state IN ('pending', 'confirmed', 'offered')
) AS taken
FROM courses c WHERE c.id = :course;

-- name: units(course)
SELECT unit, count(*) AS number FROM enrolments
WHERE course = :course AND state IN ('pending', 'confirmed', 'offered') GROUP BY unit;

-- name: add(enrolment, made_at, until)$
INSERT INTO offers (enrolment, made_at, until) VALUES (:enrolment, :made_at, :until) RETURNING id;

-- name: hold(enrolment, now)!
UPDATE enrolments SET state = 'offered', changed_at = :now, version = version + 1
WHERE id = :enrolment AND state = 'waiting';

-- name: end(enrolment, state, now)^
UPDATE offers SET state = :state, ended_at = :now WHERE enrolment = :enrolment AND state = 'open' RETURNING id;

-- name: open_in(course)
SELECT o.id, o.enrolment FROM offers o JOIN enrolments e ON e.id = o.enrolment
WHERE e.course = :course AND o.state = 'open';

-- name: wait_again(enrolment, now)!
UPDATE enrolments SET state = 'waiting', changed_at = :now, version = version + 1
WHERE id = :enrolment AND state = 'offered';

-- name: lapse(enrolment, now)!
UPDATE enrolments SET state = 'lapsed', changed_at = :now, version = version + 1
WHERE id = :enrolment AND state IN ('offered', 'waiting', 'pending');

-- name: over(now, at_most)
-- Open offers whose time is past, or whose course has begun (also because it was moved). `unsaid`: they were not told.
SELECT o.id, o.enrolment, c.begins_at, NOT EXISTS (
    SELECT 1 FROM outbox l
    WHERE l.dedupe_key = 'offer:' || CAST(o.id AS TEXT) AND l.state NOT IN ('waiting', 'retry', 'sending', 'expired', 'blocked', 'dead')
) AS unsaid
FROM offers o
JOIN enrolments e ON e.id = o.enrolment JOIN courses c ON c.id = e.course
WHERE o.state = 'open' AND (o.until <= :now OR c.begins_at <= :now)
ORDER BY o.id LIMIT :at_most;

-- name: undelivered(at_most)
-- Open offers whose message did not reach them and never will.
SELECT o.enrolment FROM offers o WHERE o.state = 'open' AND EXISTS (
    SELECT 1 FROM outbox l WHERE l.dedupe_key = 'offer:' || CAST(o.id AS TEXT) AND l.state IN ('blocked', 'dead')
) ORDER BY o.id LIMIT :at_most;

-- name: untold(at_most)
-- Open offers of which no message was written.
SELECT o.id, o.enrolment, o.made_at, o.until FROM offers o
WHERE o.state = 'open' AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.dedupe_key = 'offer:' || CAST(o.id AS TEXT))
ORDER BY o.id LIMIT :at_most;

-- name: take_back(id, now)!
-- The message of an offer that has ended, where it has not left.
UPDATE outbox SET state = 'cancelled', finished_at = :now, error = 'taken back'
WHERE dedupe_key = 'offer:' || CAST(:id AS TEXT) AND state = 'waiting';

-- name: freed(now)
-- Courses that have not begun, with somebody who waits and a seat that nobody holds.
SELECT c.id FROM courses c
WHERE c.id IN (SELECT course FROM enrolments WHERE state = 'waiting') AND c.begins_at > :now AND c.state <> 'cancelled'
    AND (c.seats IS NULL OR c.seats > (
        SELECT count(*) FROM enrolments e WHERE e.course = c.id AND e.state IN ('pending', 'confirmed', 'offered')
    ))
ORDER BY c.begins_at, c.id;

-- name: too_late(now, at_most)
-- Who still waits for what has begun; those of what was cancelled were told of that.
SELECT e.id FROM enrolments e JOIN courses c ON c.id = e.course
WHERE e.state = 'waiting' AND c.begins_at <= :now AND c.state <> 'cancelled' ORDER BY e.id LIMIT :at_most;

-- name: unjudged(now, at_most)
-- Whom the organiser has not looked at before it began.
SELECT e.id FROM enrolments e JOIN courses c ON c.id = e.course
WHERE e.state = 'pending' AND c.begins_at <= :now AND c.state <> 'cancelled' ORDER BY e.id LIMIT :at_most;

-- name: to_judge(now, day, soon, at_most)
-- Courses to whose organisers it has to be said that somebody is to be looked at: once, and again after a `day`; a day before
-- it begins; and on that last day, after a while (`soon`), of whoever came since.
SELECT c.id FROM courses c
WHERE c.id IN (SELECT course FROM enrolments WHERE state = 'pending') AND c.begins_at > :now AND c.state <> 'cancelled'
    AND (
        c.asked_at IS NULL OR c.asked_at <= :now - :day
        OR (c.begins_at - :day <= :now AND (
            c.asked_at < c.begins_at - :day
            OR (c.asked_at <= :now - :soon AND EXISTS (
                SELECT 1 FROM enrolments e WHERE e.course = c.id AND e.state = 'pending' AND e.changed_at > c.asked_at
            ))
        ))
    )
ORDER BY c.begins_at, c.id LIMIT :at_most;

-- name: asked(course, now)!
UPDATE courses SET asked_at = :now WHERE id = :course;

-- name: enrolments(ids)
SELECT * FROM enrolment_standings WHERE id IN :ids ORDER BY id;
