-- When an instance left, or its lease ended, by the database's clock. Its row stays until its nodes are forgotten: jobs wait
-- for them meanwhile.
ALTER TABLE grid_instances ADD COLUMN ended_at TIMESTAMP(6) WITH TIME ZONE;
