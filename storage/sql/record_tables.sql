-- name: page(after, limit)
-- Corrections are no records of their own. `author` is how whoever saved it is called: as an import said, else as they call
-- themselves, else by their role.
SELECT r.*, s.name AS studio_name, n.receipt, n.said AS news_said,
    CASE WHEN n.author_name <> '' THEN n.author_name ELSE coalesce((
        SELECT p.name FROM profiles p WHERE p.person = n.author AND p.name <> ''
    ), CASE WHEN EXISTS (
        SELECT 1 FROM roles g WHERE g.person = n.author AND g.studio = r.studio AND g.role = 'leader'
    ) THEN s.leader ELSE '' END) END AS author
FROM records r JOIN news n ON n.id = r.news JOIN studios s ON s.id = r.studio
WHERE r.id > :after AND r.corrects IS NULL
ORDER BY r.id LIMIT :limit;

-- name: words()
-- The types and stages that records have, also those that are on no list any more.
SELECT DISTINCT kind, stage FROM records;

-- name: take_receipts(series, number)$
-- The last of so many receipts of the series.
INSERT INTO receipts (series, last) VALUES (:series, :number)
ON CONFLICT (series) DO UPDATE SET last = last + :number
RETURNING last;

-- name: add_news(receipt, studio, author_name, said, now)*!
INSERT INTO news (receipt, studio, author, author_name, said, at) VALUES (:receipt, :studio, 0, :author_name, :said, :now);

-- name: add_records(receipt, studio, kind, stage, title, number, approx, people, amount_fen, benefit, year, basis, proof, code, begins_on, ends_on, said, state, now)*!
-- The receipt names the news that is theirs alone.
INSERT INTO records (news, studio, position, kind, stage, title, number, approx, people, amount_fen, benefit, year, basis, proof,
    code, begins_on, ends_on, said, state, created_at, changed_at)
SELECT n.id, :studio, 1, :kind, :stage, :title, :number, :approx, :people, :amount_fen, :benefit, :year, :basis, :proof,
    :code, :begins_on, :ends_on, :said, :state, :now, :now
FROM news n WHERE n.receipt = :receipt;

-- name: add_versions(receipt, content, state, now)*!
INSERT INTO record_versions (record, version, content, state, person, at)
SELECT r.id, 1, :content, :state, 0, :now FROM news n JOIN records r ON r.news = n.id WHERE n.receipt = :receipt;

-- name: of_receipt(receipt)$
SELECT r.id FROM news n JOIN records r ON r.news = n.id WHERE n.receipt = :receipt;

-- name: reports(after, limit)
-- What is owed or was handed in, also where nothing was written yet. What is a draft is its studio's own business.
SELECT d.id, o.label, o.due_at, d.extended_to, d.filed_at AS closed_at, d.excused, p.title, s.name AS studio_name,
    r.id AS report, r.receipt, r.state, r.reason, r.late, r.filed_at, r.figures
FROM duties d JOIN occurrences o ON o.id = d.occurrence JOIN periods p ON p.id = o.period
JOIN studios s ON s.id = d.studio LEFT JOIN reports r ON r.duty = d.id
WHERE d.id > :after ORDER BY d.id LIMIT :limit;

-- name: fields(reports)
SELECT report, field, content FROM report_fields WHERE report IN :reports;
