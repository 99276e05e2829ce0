-- name: create(now)<!
INSERT INTO audiences (created_at) VALUES (:now) RETURNING id;

-- name: add_condition(audience, kind, value, wanted, subject, twin, tie)*!
INSERT INTO audience_conditions (audience, kind, value, wanted, subject, twin, tie)
VALUES (:audience, :kind, :value, :wanted, :subject, :twin, :tie);

-- name: conditions(audience)
SELECT kind, value, wanted FROM audience_conditions WHERE audience = :audience ORDER BY wanted DESC, kind, value;

-- name: kinds(audience)$
-- Of how many kinds somebody must meet a condition.
SELECT count(DISTINCT kind) FROM audience_conditions WHERE audience = :audience AND wanted = 1;

-- name: window_end(after, size)$
-- The last of the next so many people with an address.
SELECT max(person) FROM (
    SELECT person FROM addresses WHERE person > :after ORDER BY person LIMIT :size
) AS next_people;

-- name: members_between(audience, kinds, after, upto, limit)
SELECT m.person FROM audience_matches m
WHERE m.audience = :audience AND m.person > :after AND m.person <= :upto
    AND EXISTS (SELECT 1 FROM addresses a WHERE a.person = m.person AND a.channel = 'telegram')
GROUP BY m.person HAVING min(m.wanted) = 1 AND count(DISTINCT m.kind) = :kinds
ORDER BY m.person LIMIT :limit;

-- name: members_among(audience, kinds, persons)
-- The view's rule once more, asked of each person: for a few hundred of them that is far quicker.
SELECT p.id AS person
FROM people p LEFT JOIN audience_conditions c ON c.audience = :audience AND CASE c.kind
    WHEN 'role' THEN c.value = 'worker' OR EXISTS (
        SELECT 1 FROM roles r WHERE r.person = p.id AND r.role = c.value
    )
    WHEN 'trade' THEN EXISTS (SELECT 1 FROM interests i WHERE i.person = p.id AND i.kind = 'trade' AND i.value = c.value)
    WHEN 'registered' THEN EXISTS (SELECT 1 FROM registrations g WHERE g.person = p.id AND g.competition = c.subject)
    WHEN 'competition' THEN EXISTS (
        SELECT 1 FROM registrations g WHERE g.person = p.id AND g.competition = c.subject
    ) OR EXISTS (
        SELECT 1 FROM competition_follows f WHERE f.person = p.id AND f.competition = c.subject
    )
    WHEN 'enrolled' THEN EXISTS (
        SELECT 1 FROM enrolments e WHERE e.course = c.subject AND e.person = p.id
            AND e.state IN ('pending', 'confirmed', 'waiting', 'offered')
    )
    WHEN 'seated' THEN EXISTS (
        SELECT 1 FROM enrolments e WHERE e.course = c.subject AND e.person = p.id AND e.state = 'confirmed'
    )
    WHEN 'confirmed' THEN EXISTS (SELECT 1 FROM confirmations k WHERE k.notice = c.subject AND k.person = p.id)
    WHEN 'unconfirmed' THEN NOT EXISTS (
        SELECT 1 FROM confirmations k WHERE k.notice = c.subject AND k.person = p.id
    ) AND EXISTS (
        SELECT 1 FROM outbox o JOIN mailings m ON m.id = o.mailing
        WHERE o.person = p.id AND o.mailing IS NOT NULL AND o.state = 'sent' AND m.notice = c.subject AND m.kind = 'notice'
    )
    ELSE EXISTS (
        SELECT 1 FROM roles r JOIN studios s ON s.id = r.studio
        WHERE r.person = p.id AND r.role IN ('leader', 'deputy') AND (c.tie IN ('any', 'staff') OR c.tie = r.role)
            AND CASE c.kind WHEN 'level' THEN s.level IN (c.value, c.twin) WHEN 'sector' THEN s.sector = c.value
                WHEN 'street' THEN s.street = c.value WHEN 'unit' THEN s.unit = c.value ELSE s.id = c.subject END
    ) OR c.tie = 'any' AND EXISTS (
        SELECT 1 FROM follows f JOIN studios s ON s.id = f.studio
        WHERE f.person = p.id
            AND CASE c.kind WHEN 'level' THEN s.level IN (c.value, c.twin) WHEN 'sector' THEN s.sector = c.value
                WHEN 'street' THEN s.street = c.value WHEN 'unit' THEN s.unit = c.value ELSE s.id = c.subject END
    ) OR c.kind = 'street' AND c.tie = 'any' AND EXISTS (
        SELECT 1 FROM interests i WHERE i.person = p.id AND i.kind = 'street' AND i.value = c.value
    )
    END
WHERE p.id IN :persons AND EXISTS (SELECT 1 FROM addresses a WHERE a.person = p.id AND a.channel = 'telegram')
GROUP BY p.id HAVING coalesce(min(c.wanted), 1) = 1 AND count(DISTINCT c.kind) = :kinds;

-- name: size(audience, kinds)^
SELECT
    coalesce(sum(CASE WHEN a.muted_at IS NULL AND u.person IS NULL THEN 1 ELSE 0 END), 0) AS people,
    coalesce(sum(CASE WHEN a.muted_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS unreachable,
    coalesce(sum(CASE WHEN a.muted_at IS NULL AND u.person IS NOT NULL THEN 1 ELSE 0 END), 0) AS unwilling
FROM (
    SELECT m.person FROM audience_matches m WHERE m.audience = :audience
    GROUP BY m.person HAVING min(m.wanted) = 1 AND count(DISTINCT m.kind) = :kinds
) AS fits
CROSS JOIN addresses a
LEFT JOIN mutes u ON u.person = fits.person AND u.kind = 'notice' AND u.subject = 0
WHERE a.person = fits.person AND a.channel = 'telegram';

-- name: rows_with_audience(ids)
SELECT o.id, o.person, m.audience FROM outbox o JOIN mailings m ON m.id = o.mailing
WHERE o.id IN :ids AND o.person IS NOT NULL AND m.audience IS NOT NULL;

-- name: streets()
SELECT street AS value, count(*) AS number FROM studios WHERE street <> '' GROUP BY street ORDER BY number DESC, value;

-- name: units()
SELECT unit AS value, count(*) AS number FROM studios WHERE unit <> '' GROUP BY unit ORDER BY number DESC, value;

-- name: trades()
SELECT value, sum(number) AS number FROM (
    SELECT trade AS value, count(*) AS number FROM competitions WHERE trade <> '' GROUP BY trade
    UNION ALL
    SELECT value, count(*) AS number FROM interests WHERE kind = 'trade' GROUP BY value
) AS named
GROUP BY value ORDER BY number DESC, value;

-- name: studios()
SELECT id AS value, name FROM studios ORDER BY level_rank, name;

-- name: competitions()
SELECT id AS value, title AS name FROM competitions ORDER BY id DESC;

-- name: courses()
SELECT id AS value, title AS name FROM courses ORDER BY id DESC;

-- name: notices()
SELECT id AS value, content FROM notices ORDER BY id DESC;

-- name: studio_name(id)$
SELECT name FROM studios WHERE id = :id;

-- name: competition_title(id)$
SELECT title FROM competitions WHERE id = :id;

-- name: course_title(id)$
SELECT title FROM courses WHERE id = :id;

-- name: notice_content(id)$
SELECT content FROM notices WHERE id = :id;
