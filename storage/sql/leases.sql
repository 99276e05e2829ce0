-- name: find(name)^
SELECT holder, fence, locked, until FROM leases WHERE name = :name;

-- name: take(name, holder, locked, until, seen)^
-- Only from the hands that were seen to have let go.
INSERT INTO leases (name, holder, fence, locked, until) VALUES (:name, :holder, 1, :locked, :until)
ON CONFLICT (name) DO UPDATE
SET holder = excluded.holder, fence = leases.fence + 1, locked = excluded.locked, until = excluded.until
WHERE leases.fence = :seen
RETURNING fence;

-- name: renew(name, fence, locked, until)^
UPDATE leases SET until = :until, locked = :locked WHERE name = :name AND fence = :fence RETURNING fence;

-- name: release(name, fence)!
UPDATE leases SET until = 0, locked = 0 WHERE name = :name AND fence = :fence;

-- name: fence(name)$
SELECT fence FROM leases WHERE name = :name;
