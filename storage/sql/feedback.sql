-- name: of(course, person)^
SELECT content, teacher, again FROM feedback WHERE course = :course AND person = :person;

-- name: put(course, person, content, teacher, again, now)!
INSERT INTO feedback (course, person, content, teacher, again, at)
VALUES (:course, :person, :content, :teacher, :again, :now)
ON CONFLICT (course, person) DO UPDATE
SET content = excluded.content, teacher = excluded.teacher, again = excluded.again, at = excluded.at;

-- name: totals(course)^
-- Of those who answered all three.
SELECT count(*) AS number, coalesce(sum(content), 0) AS content, coalesce(sum(teacher), 0) AS teacher,
    coalesce(sum(again), 0) AS again
FROM feedback
WHERE course = :course AND content IS NOT NULL AND teacher IS NOT NULL AND again IS NOT NULL;
