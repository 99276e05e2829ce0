-- name: add(kind, competition, stage, entry, person, text, photo, now)$
INSERT INTO objections (kind, competition, stage, entry, person, text, photo, at)
VALUES (:kind, :competition, :stage, :entry, :person, :text, :photo, :now) RETURNING id;

-- name: by_id(id)^
SELECT * FROM objections WHERE id = :id;

-- name: open(competition, stage, at_most, skip)
SELECT * FROM objections WHERE competition = :competition AND stage = :stage AND state = 'open'
ORDER BY id LIMIT :at_most OFFSET :skip;

-- name: number_open(competition, stage)$
SELECT count(*) FROM objections WHERE competition = :competition AND stage = :stage AND state = 'open';

-- name: open_of(competition, stage, person, kind)^
SELECT * FROM objections WHERE competition = :competition AND stage = :stage AND person = :person AND kind = :kind
    AND state = 'open' ORDER BY id LIMIT 1;

-- name: of_person(competition, person)
SELECT * FROM objections WHERE competition = :competition AND person = :person ORDER BY id DESC LIMIT 20;

-- name: answer(id, version, state, answer, by, now)!
UPDATE objections SET state = :state, answer = :answer, answered_by = :by, answered_at = :now, version = version + 1
WHERE id = :id AND version = :version AND state = 'open';

-- name: waiting()
SELECT o.competition, o.stage, count(*) AS number FROM objections o WHERE o.state = 'open'
GROUP BY o.competition, o.stage ORDER BY min(o.id) LIMIT 50;
