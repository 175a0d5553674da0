-- The queue's index begins with a column that no other index has. A queue's statistics are nearly always old, and whatever they
-- say, the planner can take no other index for a look at the head, and sort what it finds.
DROP INDEX jobs_by_turn;
ALTER TABLE jobs ADD COLUMN queued_workspace_id CHARACTER VARYING(64)
    GENERATED ALWAYS AS (CASE WHEN status = 'QUEUED' THEN workspace_id END)
-- PostgreSQL: STORED
;
CREATE INDEX jobs_by_turn ON jobs (queued_workspace_id, lane, turn_at, job_id)
-- PostgreSQL: WHERE queued_workspace_id IS NOT NULL
;
