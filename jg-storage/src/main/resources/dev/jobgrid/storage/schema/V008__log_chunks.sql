-- Chunks of logs are deflated already, and PostgreSQL would try once more with each.
--postgres: ALTER TABLE job_log_chunks ALTER COLUMN packed_lines SET STORAGE EXTERNAL;

-- How a chunk holds its lines is told by its first byte.
