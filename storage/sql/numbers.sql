-- What counts, and at which day, is said in the view counted_records.

-- name: by_month(begins_on, ends_on, every, studios)
-- A benefit of several months or of a year belongs to no month: its part is ''.
SELECT CASE WHEN c.kind = '效益' AND substr(c.begins_on, 1, 7) <> substr(c.day, 1, 7) THEN '' ELSE substr(c.day, 1, 7) END AS part,
    c.kind, c.stage, c.benefit, count(*) AS records, sum(coalesce(c.number, 1)) AS number,
    sum(coalesce(c.people, 0)) AS people, sum(coalesce(c.people, c.number, 1)) AS heads,
    sum(coalesce(c.amount_fen, 0)) AS amount_fen, sum(CASE WHEN c.approx <> '' THEN 1 ELSE 0 END) AS approximate
FROM counted_records c
WHERE c.day BETWEEN :begins_on AND :ends_on AND (:every = 1 OR c.studio IN :studios)
GROUP BY 1, c.kind, c.stage, c.benefit;

-- name: by_studio(begins_on, ends_on, every, studios)
SELECT c.studio AS part, c.kind, c.stage, c.benefit, count(*) AS records, sum(coalesce(c.number, 1)) AS number,
    sum(coalesce(c.people, 0)) AS people, sum(coalesce(c.people, c.number, 1)) AS heads,
    sum(coalesce(c.amount_fen, 0)) AS amount_fen, sum(CASE WHEN c.approx <> '' THEN 1 ELSE 0 END) AS approximate
FROM counted_records c
WHERE c.day BETWEEN :begins_on AND :ends_on AND (:every = 1 OR c.studio IN :studios)
GROUP BY c.studio, c.kind, c.stage, c.benefit;

-- name: studios(ids)
SELECT id, name, level, sector FROM studios WHERE id IN :ids;

-- name: size(begins_on, ends_on, every, studios)$
SELECT count(*) FROM counted_records c WHERE c.day BETWEEN :begins_on AND :ends_on AND (:every = 1 OR c.studio IN :studios);

-- name: page(begins_on, ends_on, every, studios, after, limit)
-- The records behind the figures, in the order in which they were saved.
SELECT c.*, s.name AS studio_name, s.level, s.sector, n.receipt
FROM counted_records c JOIN studios s ON s.id = c.studio JOIN news n ON n.id = c.news
WHERE c.id > :after AND c.day BETWEEN :begins_on AND :ends_on AND (:every = 1 OR c.studio IN :studios)
ORDER BY c.id LIMIT :limit;

-- name: waiting(begins_on, ends_on, every, studios)
-- What corrects others is counted already, as those still are.
SELECT '' AS part, kind, stage, benefit, count(*) AS records, sum(coalesce(number, 1)) AS number,
    sum(coalesce(people, 0)) AS people, sum(coalesce(people, number, 1)) AS heads,
    sum(coalesce(amount_fen, 0)) AS amount_fen, 0 AS approximate
FROM records
WHERE state IN ('pending', 'resubmitted') AND corrects IS NULL AND ends_on BETWEEN :begins_on AND :ends_on
    AND (:every = 1 OR studio IN :studios)
GROUP BY kind, stage, benefit;

-- name: month_sent(month)$
SELECT at FROM monthly_figures WHERE month = :month;

-- name: send_month(month, now)!
INSERT INTO monthly_figures (month, at) VALUES (:month, :now) ON CONFLICT (month) DO NOTHING;
