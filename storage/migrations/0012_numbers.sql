-- The records that figures count, said once for all: approved, no correction, no benefit that an approved one contains.
-- `day` is the day one counts at: its last, but a benefit of another year counts at the end of the year it is of.
CREATE VIEW counted_records AS
SELECT records.*,
    CASE WHEN kind = '效益' AND year IS NOT NULL AND CAST(year AS TEXT) <> substr(ends_on, 1, 4)
        THEN CAST(year AS TEXT) || '-12-31' ELSE ends_on END AS day
FROM records
WHERE state = 'approved' AND corrects IS NULL AND included_in IS NULL;

-- All that sums need, studio by studio: figures are summed without a look at the records' words.
CREATE INDEX records_figures ON records (studio, kind, stage, benefit, ends_on, year, number, people, amount_fen, approx, begins_on)
WHERE state = 'approved' AND corrects IS NULL AND included_in IS NULL;

-- Months whose figures the officers were sent.
CREATE TABLE monthly_figures (
    month TEXT PRIMARY KEY,                         -- 2026-11
    at INTEGER NOT NULL                             -- milliseconds UTC
);
