-- How long jobs that are alike ran and waited. An empty part of the key stands for any.

CREATE TABLE job_history (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    measure      CHARACTER VARYING(16)       NOT NULL,
    image        CHARACTER VARYING(512)      NOT NULL,
    workload     CHARACTER VARYING(16)       NOT NULL,
    size_class   CHARACTER VARYING(16)       NOT NULL,
    gpu          CHARACTER VARYING(256)      NOT NULL,
    updated_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    sketch       CHARACTER VARYING(8192)     NOT NULL, -- step:times,step:times
    PRIMARY KEY (workspace_id, measure, image, workload, size_class, gpu)
);
CREATE INDEX job_history_oldest ON job_history (workspace_id, updated_at);
