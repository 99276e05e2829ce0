-- name: included_by(id, studio)^
SELECT includes FROM records WHERE id = :id AND studio = :studio AND corrects IS NULL;

-- name: of_studio(studio, ids)
SELECT * FROM records WHERE studio = :studio AND id IN :ids AND corrects IS NULL;

-- name: claim(id, includes)!
UPDATE records SET includes = :includes WHERE id = :id;

-- name: including(studio)
SELECT id, includes FROM records WHERE studio = :studio AND includes <> '' AND corrects IS NULL ORDER BY id;

-- name: included(studio)
SELECT id, included_in FROM records WHERE studio = :studio AND included_in IS NOT NULL;

-- name: include(id, studio, whole)!
UPDATE records SET included_in = :whole WHERE id = :id AND studio = :studio;
