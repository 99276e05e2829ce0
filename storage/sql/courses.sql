-- name: by_ids(ids)
SELECT c.*, s.name AS studio_name FROM courses c LEFT JOIN studios s ON s.id = c.studio WHERE c.id IN :ids;

-- name: sessions(ids)
SELECT id, course, begins_at, ends_at, place, credit FROM sessions WHERE course IN :ids ORDER BY course, begins_at, id;

-- name: questions(ids)
SELECT course, text FROM course_questions WHERE course IN :ids ORDER BY course, position;

-- name: files(ids)
SELECT course, kind, file_id, after FROM course_files WHERE course IN :ids ORDER BY course, position;

-- name: upcoming(now, studio, at_most, skip)
-- By the session that comes next; :studio 0 = whoever gives it.
SELECT c.id FROM courses c
WHERE c.ends_at > :now AND c.state <> 'cancelled' AND (:studio = 0 OR c.studio = :studio)
ORDER BY (SELECT min(s.begins_at) FROM sessions s WHERE s.course = c.id AND s.ends_at > :now), c.id
LIMIT :at_most OFFSET :skip;

-- name: number_upcoming(now, studio)$
SELECT count(*) FROM courses c
WHERE c.ends_at > :now AND c.state <> 'cancelled' AND (:studio = 0 OR c.studio = :studio);

-- name: past(now, studio, at_most, skip)
SELECT c.id FROM courses c
WHERE c.ends_at <= :now AND c.state <> 'cancelled' AND (:studio = 0 OR c.studio = :studio)
ORDER BY c.ends_at DESC, c.id DESC LIMIT :at_most OFFSET :skip;

-- name: number_past(now, studio)$
SELECT count(*) FROM courses c
WHERE c.ends_at <= :now AND c.state <> 'cancelled' AND (:studio = 0 OR c.studio = :studio);

-- name: given_ahead(every, studios, now, at_most, skip)
SELECT id FROM courses WHERE (:every = 1 OR studio IN :studios) AND ends_at > :now
ORDER BY begins_at, id LIMIT :at_most OFFSET :skip;

-- name: given_over(every, studios, now, at_most, skip)
SELECT id FROM courses WHERE (:every = 1 OR studio IN :studios) AND ends_at <= :now
ORDER BY ends_at DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: number_given(every, studios, now, over)$
SELECT count(*) FROM courses
WHERE (:every = 1 OR studio IN :studios) AND ((:over = 1 AND ends_at <= :now) OR (:over = 0 AND ends_at > :now));

-- name: between(begin, end, at_most)
SELECT c.id FROM courses c
JOIN (
    SELECT course, min(begins_at) AS first FROM sessions WHERE ends_at > :begin AND begins_at < :end GROUP BY course
) s ON s.course = c.id
WHERE c.state <> 'cancelled'
ORDER BY s.first, c.id LIMIT :at_most;

-- name: by_key(title, studio, begins_at)$
SELECT id FROM courses
WHERE begins_at = :begins_at AND title = :title AND coalesce(studio, 0) = :studio ORDER BY id DESC LIMIT 1;

-- name: by_title(title, now)$
-- The next one of this title, else the newest.
SELECT id FROM courses WHERE title = :title
ORDER BY CASE WHEN state <> 'cancelled' AND ends_at > :now THEN begins_at ELSE 9000000000000000 END, id DESC LIMIT 1;

-- name: add(title, studio, topic, teacher, place, cost_fen, eligible, bring, intro, source, seats, per_unit, per_person, enrol_until, cancel_until, approval, certificate, ladder, begins_at, ends_at, copied_from, created_by, now)$
INSERT INTO courses (
    title, studio, topic, teacher, place, cost_fen, eligible, bring, intro, source, seats, per_unit, per_person,
    enrol_until, cancel_until, approval, certificate, ladder, begins_at, ends_at, copied_from,
    created_by, created_at, changed_at
)
VALUES (
    :title, :studio, :topic, :teacher, :place, :cost_fen, :eligible, :bring, :intro, :source, :seats, :per_unit,
    :per_person, :enrol_until, :cancel_until, :approval, :certificate, :ladder, :begins_at, :ends_at, :copied_from,
    :created_by, :now, :now
)
RETURNING id;

-- name: change(id, version, title, studio, topic, teacher, place, cost_fen, eligible, bring, intro, source, seats, per_unit, per_person, enrol_until, cancel_until, approval, certificate, ladder, begins_at, ends_at, now)!
UPDATE courses SET title = :title, studio = :studio, topic = :topic, teacher = :teacher, place = :place,
    cost_fen = :cost_fen, eligible = :eligible, bring = :bring, intro = :intro, source = :source, seats = :seats,
    per_unit = :per_unit, per_person = :per_person, enrol_until = :enrol_until, cancel_until = :cancel_until,
    approval = :approval, certificate = :certificate, ladder = :ladder, begins_at = :begins_at, ends_at = :ends_at,
    changed_at = :now, version = version + 1
WHERE id = :id AND version = :version AND state <> 'cancelled';

-- name: set_state(id, version, state, reason, now)!
UPDATE courses SET state = :state, reason = :reason, changed_at = :now, version = version + 1
WHERE id = :id AND version = :version AND state <> 'cancelled';

-- name: add_session(course, begins_at, ends_at, place, credit, secret)!
INSERT INTO sessions (course, begins_at, ends_at, place, credit, secret)
VALUES (:course, :begins_at, :ends_at, :place, :credit, :secret);

-- name: change_session(id, course, begins_at, ends_at, place, credit)!
-- One that was over and settled is open again where it is moved.
UPDATE sessions SET settled_at = CASE WHEN ends_at = :ends_at THEN settled_at END,
    begins_at = :begins_at, ends_at = :ends_at, place = :place, credit = :credit
WHERE id = :id AND course = :course;

-- name: remove_sessions(course, ids)!
DELETE FROM sessions WHERE course = :course AND id IN :ids;

-- name: clear_questions(course)!
DELETE FROM course_questions WHERE course = :course;

-- name: add_questions(course, position, text)*!
INSERT INTO course_questions (course, position, text) VALUES (:course, :position, :text);

-- name: clear_files(course)!
DELETE FROM course_files WHERE course = :course;

-- name: add_files(course, position, kind, file_id, after)*!
INSERT INTO course_files (course, position, kind, file_id, after)
VALUES (:course, :position, :kind, :file_id, :after);
