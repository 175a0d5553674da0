-- Drafts that fill what jobs leave out, as JSON that tells its own version.
CREATE TABLE job_templates (
    workspace_id CHARACTER VARYING(64) NOT NULL,
    slug         CHARACTER VARYING(64) NOT NULL,
    draft        CHARACTER VARYING     NOT NULL,
    PRIMARY KEY (workspace_id, slug)
);
