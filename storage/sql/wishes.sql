-- name: add(person, topic, text, studio, now)$
INSERT INTO wishes (person, topic, text, studio, at) VALUES (:person, :topic, :text, :studio, :now)
ON CONFLICT (person, topic) WHERE state = 'open' DO NOTHING
RETURNING id;

-- name: of_person(person)
SELECT w.id, w.person, w.topic, w.text, w.studio, w.at,
    (SELECT count(*) FROM wishes o WHERE o.topic = w.topic AND o.state = 'open' AND o.person <> w.person) AS others
FROM wishes w WHERE w.person = :person AND w.state = 'open' ORDER BY w.id;

-- name: withdraw(id, person)!
UPDATE wishes SET state = 'withdrawn' WHERE id = :id AND person = :person AND state = 'open';

-- name: topics()
SELECT DISTINCT topic FROM wishes WHERE state = 'open';

-- name: meet(topics, course)!
UPDATE wishes SET state = 'met', course = :course WHERE state = 'open' AND topic IN :topics;

-- name: untold(at_most)
SELECT id, person, topic, text, studio, at, 0 AS others, course FROM wishes WHERE state = 'met' ORDER BY id LIMIT :at_most;

-- name: told(ids)!
UPDATE wishes SET state = 'told' WHERE state = 'met' AND id IN :ids;

-- name: demand(everything, studios, at_most, skip)
-- What is asked of these studios, or of anyone; of everybody (1). What most people want comes first.
SELECT wanted.topic, wanted.people, wanted.last_at, wanted.wish, l.text
FROM (
    SELECT topic, count(*) AS people, max(at) AS last_at, max(id) AS wish FROM wishes
    WHERE state = 'open' AND (:everything = 1 OR studio IS NULL OR studio IN :studios)
    GROUP BY topic ORDER BY people DESC, last_at DESC, topic
    LIMIT :at_most OFFSET :skip
) AS wanted JOIN wishes l ON l.id = wanted.wish
ORDER BY wanted.people DESC, wanted.last_at DESC, wanted.topic;

-- name: topic(wish)$
SELECT topic FROM wishes WHERE id = :wish;

-- name: number_demanded(everything, studios)$
SELECT count(DISTINCT topic) FROM wishes
WHERE state = 'open' AND (:everything = 1 OR studio IS NULL OR studio IN :studios);
