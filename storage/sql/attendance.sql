-- name: meetings(ids)
SELECT s.id, s.course, c.title, c.studio, s.begins_at, s.ends_at, s.credit, s.secret, s.settled_at, c.state, c.created_by,
    (SELECT count(*) FROM sessions e WHERE e.course = s.course
        AND (e.begins_at < s.begins_at OR (e.begins_at = s.begins_at AND e.id <= s.id))) AS number,
    (SELECT count(*) FROM sessions e WHERE e.course = s.course) AS sessions
FROM sessions s JOIN courses c ON c.id = s.course
WHERE s.id IN :ids
ORDER BY s.begins_at, s.id;

-- name: of_course(course)
SELECT id FROM sessions WHERE course = :course;

-- name: theirs(person, begun_by, over_by)
-- Sessions that one is enrolled for and that go on (with what comes before and after).
SELECT s.id FROM enrolments e JOIN sessions s ON s.course = e.course JOIN courses c ON c.id = e.course
WHERE e.person = :person AND e.state = 'confirmed' AND c.state <> 'cancelled'
    AND s.begins_at <= :begun_by AND s.ends_at > :over_by;

-- name: next_theirs(person, now)
SELECT s.id FROM enrolments e JOIN sessions s ON s.course = e.course JOIN courses c ON c.id = e.course
WHERE e.person = :person AND e.state = 'confirmed' AND c.state <> 'cancelled' AND s.begins_at > :now
ORDER BY s.begins_at, s.id LIMIT 1;

-- name: going_on(begun_after, begun_by, over_by)
-- All sessions that go on; none lasts longer than a day.
SELECT s.id FROM sessions s JOIN courses c ON c.id = s.course
WHERE s.begins_at > :begun_after AND s.begins_at <= :begun_by AND s.ends_at > :over_by AND c.state <> 'cancelled';

-- name: of(session, person)^
SELECT session, person, state, how, at FROM attendances WHERE session = :session AND person = :person;

-- name: check_in(session, person, state, how, now)!
-- Whoever was marked absent before and is there after all is there.
INSERT INTO attendances (session, person, state, how, at) VALUES (:session, :person, :state, :how, :now)
ON CONFLICT (session, person) DO UPDATE SET state = excluded.state, how = excluded.how, at = excluded.at, marked_by = NULL
WHERE attendances.state = 'absent';

-- name: mark(session, person, state, now, marked_by)!
INSERT INTO attendances (session, person, state, how, at, marked_by)
VALUES (:session, :person, :state, 'hand', :now, :marked_by)
ON CONFLICT (session, person) DO UPDATE SET state = excluded.state, how = 'hand', at = excluded.at, marked_by = excluded.marked_by;

-- name: unmark(session, person)!
DELETE FROM attendances WHERE session = :session AND person = :person;

-- name: attendees(course)
-- Who is on the list, and who came though they are not on it any more.
SELECT e.person, coalesce(p.name, '') AS name, coalesce(nullif(p.unit, ''), e.unit) AS unit, e.id AS place
FROM enrolments e LEFT JOIN profiles p ON p.person = e.person
WHERE e.course = :course AND e.state = 'confirmed'
UNION ALL
SELECT DISTINCT a.person, coalesce(p.name, ''), coalesce(p.unit, ''), 9000000000000000
FROM attendances a JOIN sessions s ON s.id = a.session LEFT JOIN profiles p ON p.person = a.person
WHERE s.course = :course AND a.state <> 'absent'
    AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.course = :course AND e.person = a.person AND e.state = 'confirmed')
ORDER BY 4, 1;

-- name: marks(course)
SELECT a.session, a.person, a.state FROM attendances a JOIN sessions s ON s.id = a.session WHERE s.course = :course;

-- name: own_marks(course, person)
SELECT s.id, a.state FROM sessions s LEFT JOIN attendances a ON a.session = s.id AND a.person = :person
WHERE s.course = :course ORDER BY s.begins_at, s.id;

-- name: credit(person, now)$
SELECT coalesce(sum(s.credit), 0) FROM attendances a JOIN sessions s ON s.id = a.session
WHERE a.person = :person AND a.state <> 'absent' AND s.ends_at <= :now;

-- name: credit_of_course(person, course)$
SELECT coalesce(sum(s.credit), 0) FROM attendances a JOIN sessions s ON s.id = a.session
WHERE a.person = :person AND s.course = :course AND a.state <> 'absent';

-- name: next_unsettled(over_by)$
SELECT id FROM sessions WHERE settled_at IS NULL AND ends_at <= :over_by ORDER BY ends_at, id LIMIT 1;

-- name: settle(session, now)!
UPDATE sessions SET settled_at = :now WHERE id = :session AND settled_at IS NULL;

-- name: mark_absent(session, now)!
INSERT INTO attendances (session, person, state, how, at)
SELECT s.id, e.person, 'absent', 'clock', :now FROM sessions s JOIN enrolments e ON e.course = s.course
WHERE s.id = :session AND e.state = 'confirmed'
ON CONFLICT (session, person) DO NOTHING;

-- name: tries(person)^
SELECT at, tries FROM code_tries WHERE person = :person;

-- name: put_tries(person, at, tries)!
INSERT INTO code_tries (person, at, tries) VALUES (:person, :at, :tries)
ON CONFLICT (person) DO UPDATE SET at = excluded.at, tries = excluded.tries;

-- name: clear_tries(person)!
DELETE FROM code_tries WHERE person = :person;

-- name: markers(session)
SELECT DISTINCT marked_by AS person FROM attendances WHERE session = :session AND marked_by IS NOT NULL ORDER BY marked_by;

-- name: organisers(studio)
SELECT DISTINCT person FROM roles WHERE studio = :studio AND role IN ('leader', 'deputy') ORDER BY person;

-- name: begin_thanks(course)!
UPDATE courses SET thanked = 0 WHERE id = :course AND thanked IS NULL;

-- name: to_thank()^
SELECT id, thanked FROM courses WHERE thanked IS NOT NULL ORDER BY id LIMIT 1;

-- name: came(course, after, at_most)
SELECT DISTINCT a.person FROM attendances a JOIN sessions s ON s.id = a.session
WHERE s.course = :course AND a.state <> 'absent' AND a.person > :after ORDER BY a.person LIMIT :at_most;

-- name: thanked(course, upto)!
UPDATE courses SET thanked = :upto WHERE id = :course;
