-- Since when a queued job waits, in an index of its own: who asks how long the longest waits reads one entry, however many
-- wait. As the index of the queue it begins with a column that no other has.
ALTER TABLE jobs ADD COLUMN queued_since TIMESTAMP(6) WITH TIME ZONE
    GENERATED ALWAYS AS (CASE WHEN status = 'QUEUED' THEN queued_at END)
-- PostgreSQL: STORED
;
CREATE INDEX jobs_by_wait ON jobs (queued_since)
-- PostgreSQL: WHERE queued_since IS NOT NULL
;
