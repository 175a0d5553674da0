-- When a job was last handed in with an input, to the minute or so.
ALTER TABLE job_inputs ADD COLUMN used_at TIMESTAMP(6) WITH TIME ZONE;
UPDATE job_inputs SET used_at = created_at;
ALTER TABLE job_inputs ALTER COLUMN used_at SET NOT NULL;

-- When the next round of each kind may begin: of the grids on a store, one does the work of all.
CREATE TABLE retention_rounds (
    round_name CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    next_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
