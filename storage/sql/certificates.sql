-- name: of(course, person)^
SELECT * FROM certificates WHERE course = :course AND person = :person;

-- name: by_number(number)^
SELECT * FROM certificates WHERE number = :number;

-- name: by_id(id)^
SELECT * FROM certificates WHERE id = :id;

-- name: of_person(person)
SELECT * FROM certificates WHERE person = :person ORDER BY issued_at DESC, id DESC;

-- name: of_course(course, at_most, skip)
SELECT * FROM certificates WHERE course = :course ORDER BY issued_at, id LIMIT :at_most OFFSET :skip;

-- name: count(course)$
SELECT count(*) FROM certificates WHERE course = :course;

-- name: add(number, course, person, name, title, giver, credit, began_at, finished_at, now)!
INSERT INTO certificates (number, course, person, name, title, giver, credit, began_at, finished_at, issued_at)
VALUES (:number, :course, :person, :name, :title, :giver, :credit, :began_at, :finished_at, :now)
ON CONFLICT DO NOTHING;

-- name: revoke(id, now, reason)!
UPDATE certificates SET revoked_at = :now, reason = :reason WHERE id = :id AND revoked_at IS NULL;
