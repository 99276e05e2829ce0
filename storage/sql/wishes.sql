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

-- name: open_of(topics)
SELECT id, person, topic, text, studio, at, 0 AS others FROM wishes
WHERE state = 'open' AND topic IN :topics ORDER BY id;

-- name: meet(ids, course)!
UPDATE wishes SET state = 'met', course = :course WHERE state = 'open' AND id IN :ids;

-- name: demand(studio, at_most, skip)
-- What is asked of a studio, or of anyone; of everybody where no studio is named (0). What most people want comes first.
SELECT wanted.topic, wanted.people, wanted.last_at,
    (SELECT l.text FROM wishes l WHERE l.topic = wanted.topic AND l.state = 'open' ORDER BY l.id DESC LIMIT 1) AS text
FROM (
    SELECT topic, count(*) AS people, max(at) AS last_at FROM wishes
    WHERE state = 'open' AND (:studio = 0 OR studio IS NULL OR studio = :studio)
    GROUP BY topic ORDER BY people DESC, last_at DESC, topic
    LIMIT :at_most OFFSET :skip
) AS wanted
ORDER BY wanted.people DESC, wanted.last_at DESC, wanted.topic;

-- name: number_demanded(studio)$
SELECT count(DISTINCT topic) FROM wishes
WHERE state = 'open' AND (:studio = 0 OR studio IS NULL OR studio = :studio);
