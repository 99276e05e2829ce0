-- name: next_receipt(series)$
INSERT INTO receipts (series, last) VALUES (:series, 1)
ON CONFLICT (series) DO UPDATE SET last = last + 1
RETURNING last;

-- name: add_news(receipt, studio, author, author_name, said, draft, now)$
INSERT INTO news (receipt, studio, author, author_name, said, draft, at)
VALUES (:receipt, :studio, :author, :author_name, :said, :draft, :now)
RETURNING id;

-- name: add(news, studio, position, kind, stage, title, number, approx, people, amount_fen, benefit, year, basis, proof, code, begins_on, ends_on, said, state, corrects, void, now)$
INSERT INTO records (news, studio, position, kind, stage, title, number, approx, people, amount_fen, benefit, year, basis, proof,
    code, begins_on, ends_on, said, state, corrects, void, created_at, changed_at)
VALUES (:news, :studio, :position, :kind, :stage, :title, :number, :approx, :people, :amount_fen, :benefit, :year, :basis, :proof,
    :code, :begins_on, :ends_on, :said, :state, :corrects, :void, :now, :now)
RETURNING id;

-- name: add_version(record, version, content, state, person, now)!
INSERT INTO record_versions (record, version, content, state, person, at)
VALUES (:record, :version, :content, :state, :person, :now);

-- name: by_id(id)^
SELECT * FROM records WHERE id = :id;

-- name: news_by_id(id)^
SELECT * FROM news WHERE id = :id;

-- name: news_by_receipt(receipt)^
SELECT * FROM news WHERE receipt = :receipt;

-- name: news_by_draft(draft)^
SELECT * FROM news WHERE draft = :draft;

-- name: of_news(news)
SELECT * FROM records WHERE news IN :news ORDER BY news, position;

-- name: of_studio(studio, begins_on, ends_on, states)
-- What overlaps the span; corrections are no records of their own.
SELECT * FROM records
WHERE studio = :studio AND ends_on >= :begins_on AND begins_on <= :ends_on AND state IN :states AND corrects IS NULL
ORDER BY ends_on, id;

-- name: page_of(studios, at_most, skip)
SELECT * FROM news WHERE studio IN :studios ORDER BY at DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: number_of(studios)$
SELECT count(*) FROM news WHERE studio IN :studios;

-- name: with_code(root, first, last, states)
-- Of any studio: a patent's number is given once. Between `first` and `last` it has a check digit behind its point.
SELECT * FROM records WHERE (code = :root OR (code >= :first AND code < :last)) AND code <> '' AND corrects IS NULL
    AND state IN :states
ORDER BY id;

-- name: of_kind_then(studio, kind, begins_on, ends_on, states)
SELECT * FROM records
WHERE studio = :studio AND kind = :kind AND begins_on = :begins_on AND ends_on = :ends_on AND corrects IS NULL
    AND state IN :states
ORDER BY id;

-- name: benefits_then(studio, kind, benefit, year, states)
-- Money of the same studio, category and year that is part of no other.
SELECT * FROM records
WHERE studio = :studio AND kind = :kind AND benefit = :benefit AND amount_fen IS NOT NULL AND corrects IS NULL
    AND included_in IS NULL AND year = :year AND state IN :states
ORDER BY begins_on, id;

-- name: change(id, version, kind, stage, title, number, approx, people, amount_fen, benefit, year, basis, proof, code, begins_on, ends_on, said, state, reason, field, now)!
UPDATE records SET kind = :kind, stage = :stage, title = :title, number = :number, approx = :approx, people = :people,
    amount_fen = :amount_fen, benefit = :benefit, year = :year, basis = :basis, proof = :proof, code = :code,
    begins_on = :begins_on, ends_on = :ends_on, said = :said, state = :state, reason = :reason,
    field = :field, version = version + 1, changed_at = :now
WHERE id = :id AND version = :version;

-- name: judged(id, person, at)!
UPDATE records SET judged_by = :person, judged_at = :at WHERE id = :id;

-- name: correction_of(id, states)^
SELECT * FROM records WHERE corrects = :id AND state IN :states ORDER BY id DESC LIMIT 1;

-- name: versions(record)
SELECT * FROM record_versions WHERE record = :record ORDER BY version;
