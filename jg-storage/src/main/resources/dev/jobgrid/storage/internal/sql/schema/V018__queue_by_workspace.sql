-- The queue's lanes stand by their workspaces, so that a look finds those of one however many the others have.
DROP INDEX jobs_by_turn;
CREATE INDEX jobs_by_turn ON jobs (status, workspace_id, lane, turn_at, job_id)
-- PostgreSQL: WHERE status = 'QUEUED'
;
