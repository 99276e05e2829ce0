-- name: of(course, person)^
-- The one that is alive, else the newest.
SELECT * FROM enrolment_standings WHERE course = :course AND person = :person
ORDER BY CASE WHEN state IN ('pending', 'confirmed', 'waiting', 'offered') THEN 0 ELSE 1 END, id DESC LIMIT 1;

-- name: by_id(id)^
SELECT * FROM enrolment_standings WHERE id = :id;

-- name: add(course, person, state, unit, now)$
INSERT INTO enrolments (course, person, state, unit, created_at, changed_at)
VALUES (:course, :person, :state, :unit, :now, :now) RETURNING id;

-- name: add_answers(enrolment, position, question, answer)*!
INSERT INTO enrolment_answers (enrolment, position, question, answer)
VALUES (:enrolment, :position, :question, :answer);

-- name: move(id, state, reason, judged_by, now)!
UPDATE enrolments SET state = :state, reason = :reason, judged_by = coalesce(:judged_by, judged_by), changed_at = :now,
    version = version + 1
WHERE id = :id;

-- name: held_of_giver(person, studio, course, now)$
-- Courses of one giver (0: the union itself) that a person holds or waits for, this one aside.
SELECT count(*) FROM enrolments e JOIN courses c ON c.id = e.course
WHERE e.person = :person AND e.state IN ('pending', 'confirmed', 'waiting', 'offered')
    AND coalesce(c.studio, 0) = :studio AND c.id <> :course AND c.ends_at > :now AND c.state <> 'cancelled';

-- name: seats(ids)
SELECT c.id, c.seats, count(CASE WHEN e.state <> 'waiting' THEN 1 END) AS taken,
    count(CASE WHEN e.state = 'waiting' THEN 1 END) AS waiting
FROM courses c LEFT JOIN enrolments e
    ON e.course = c.id AND e.state IN ('pending', 'confirmed', 'waiting', 'offered')
WHERE c.id IN :ids GROUP BY c.id, c.seats;

-- name: mine(person, now)
SELECT v.* FROM enrolment_standings v JOIN courses c ON c.id = v.course
WHERE v.person = :person AND v.state IN ('pending', 'confirmed', 'waiting', 'offered') AND c.ends_at > :now
ORDER BY (SELECT min(s.begins_at) FROM sessions s WHERE s.course = c.id AND s.ends_at > :now), v.id;

-- name: past_of(person, now, at_most, skip)
SELECT v.* FROM enrolment_standings v JOIN courses c ON c.id = v.course
WHERE v.person = :person AND v.state IN ('pending', 'confirmed') AND c.ends_at <= :now AND c.state <> 'cancelled'
ORDER BY c.ends_at DESC, v.id DESC LIMIT :at_most OFFSET :skip;

-- name: listed(course, states, at_most, skip)
-- Without their places in the line: the view would count it anew for everybody.
SELECT e.id, e.course, e.person, e.state, e.unit, e.reason, e.version, e.created_at, 0 AS place,
    (SELECT o.until FROM offers o WHERE o.enrolment = e.id AND o.state = 'open') AS until, coalesce(p.name, '') AS name
FROM (
    SELECT * FROM enrolments WHERE course = :course AND state IN :states ORDER BY id LIMIT :at_most OFFSET :skip
) AS e
LEFT JOIN profiles p ON p.person = e.person
ORDER BY e.id;

-- name: ahead_of(course, enrolment)$
SELECT count(*) FROM enrolments WHERE course = :course AND state = 'waiting' AND id < :enrolment;

-- name: answers(ids)
SELECT enrolment, question, answer FROM enrolment_answers WHERE enrolment IN :ids ORDER BY enrolment, position;

-- name: number(course, states)$
SELECT count(*) FROM enrolments WHERE course = :course AND state IN :states;

-- name: forgive(id, now)!
UPDATE enrolments SET state = 'cancelled', changed_at = :now, version = version + 1 WHERE id = :id AND state = 'refused';

-- name: clashing_courses(person, course, states)
-- Other courses in which the person stands so, with a session at the same time as one of this course's.
SELECT DISTINCT c.id, c.title, t.begins_at, t.ends_at
FROM enrolments e JOIN courses c ON c.id = e.course JOIN sessions t ON t.course = c.id
JOIN sessions s ON s.course = :course AND s.begins_at < t.ends_at AND t.begins_at < s.ends_at
WHERE e.person = :person AND e.state IN :states AND c.id <> :course
    AND c.state <> 'cancelled'
ORDER BY t.begins_at, c.id;

-- name: clashing_stages(person, course, length)
-- Stages of competitions the person is registered for that one has to come to.
SELECT DISTINCT c.id, c.title, g.at
FROM registrations r JOIN competitions c ON c.id = r.competition AND c.state = 'open'
JOIN competition_stages g ON g.competition = c.id AND g.stage IN ('preliminary', 'semifinal', 'final')
JOIN sessions s ON s.course = :course AND s.begins_at < g.at + :length AND g.at < s.ends_at
WHERE r.person = :person
ORDER BY g.at, c.id;
