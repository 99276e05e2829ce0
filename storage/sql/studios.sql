-- name: by_id(id)^
SELECT * FROM studio_records WHERE id = :id;

-- name: by_name(name)^
SELECT * FROM studio_records WHERE name = :name;

-- name: all_records()
SELECT * FROM studio_records ORDER BY id;

-- name: browse(level, level_twin, sector, kind, street, status, unwanted_status, limit, offset)
-- '' asks for any; a level comes with its twin, see model.studios.levels_within.
SELECT * FROM studio_records
WHERE (:level = '' OR level IN (:level, :level_twin)) AND (:sector = '' OR sector = :sector)
    AND (:kind = '' OR kind = :kind) AND (:street = '' OR street = :street)
    AND (:status = '' OR status = :status) AND (:unwanted_status = '' OR status <> :unwanted_status)
ORDER BY level_rank, name LIMIT :limit OFFSET :offset;

-- name: count(level, level_twin, sector, kind, street, status, unwanted_status)$
SELECT count(*) FROM studios
WHERE (:level = '' OR level IN (:level, :level_twin)) AND (:sector = '' OR sector = :sector)
    AND (:kind = '' OR kind = :kind) AND (:street = '' OR street = :street)
    AND (:status = '' OR status = :status) AND (:unwanted_status = '' OR status <> :unwanted_status);

-- name: count_by(field, level, level_twin, sector, kind, street, status, unwanted_status)
SELECT
    CASE :field
        WHEN 'level' THEN level WHEN 'sector' THEN sector WHEN 'kind' THEN kind
        WHEN 'street' THEN street WHEN 'status' THEN status
    END AS value,
    count(*) AS number
FROM studios
WHERE (:level = '' OR level IN (:level, :level_twin)) AND (:sector = '' OR sector = :sector)
    AND (:kind = '' OR kind = :kind) AND (:street = '' OR street = :street)
    AND (:status = '' OR status = :status) AND (:unwanted_status = '' OR status <> :unwanted_status)
GROUP BY value ORDER BY number DESC, value;

-- name: add(name, level, level_rank, sector, kind, leader, unit, intro, address, street, phone, status, members, named_on, source, updated_on, now)<!
INSERT INTO studios (name, level, level_rank, sector, kind, leader, unit, intro, address, street, phone, status, members,
    named_on, source, updated_on, created_at, changed_at)
VALUES (:name, :level, :level_rank, :sector, :kind, :leader, :unit, :intro, :address, :street, :phone, :status, :members,
    :named_on, :source, :updated_on, :now, :now)
RETURNING id;

-- name: change(name, level, level_rank, sector, kind, leader, unit, intro, address, street, phone, status, members, named_on, source, updated_on, now, id, version)!
UPDATE studios SET name = :name, level = :level, level_rank = :level_rank, sector = :sector, kind = :kind,
    leader = :leader, unit = :unit, intro = :intro, address = :address, street = :street, phone = :phone,
    status = :status, members = :members, named_on = :named_on, source = :source, updated_on = :updated_on,
    version = version + 1, changed_at = :now
WHERE id = :id AND version = :version;

-- name: forget_specialities(studio)*!
DELETE FROM studio_specialities WHERE studio = :studio;

-- name: add_speciality(studio, position, name)*!
INSERT INTO studio_specialities (studio, position, name) VALUES (:studio, :position, :name);

-- name: follow(person, studio, now)!
INSERT INTO follows (person, studio, at) VALUES (:person, :studio, :now) ON CONFLICT DO NOTHING;

-- name: unfollow(person, studio)!
DELETE FROM follows WHERE person = :person AND studio = :studio;

-- name: follows(person, studio)^
SELECT at FROM follows WHERE person = :person AND studio = :studio;

-- name: followed(person)
SELECT studio_records.* FROM follows JOIN studio_records ON studio_records.id = follows.studio
WHERE follows.person = :person ORDER BY follows.at DESC, follows.studio;

-- name: add_change(studio, field, old, new, person, now)!
INSERT INTO studio_changes (studio, field, old, new, person, at) VALUES (:studio, :field, :old, :new, :person, :now);

-- name: changes(studio, at_most, skip)
SELECT field, old, new, person, at FROM studio_changes WHERE studio = :studio ORDER BY id DESC LIMIT :at_most OFFSET :skip;

-- name: count_changes(studio)$
SELECT count(*) FROM studio_changes WHERE studio = :studio;
