-- Credits of workspaces, in whole micro-dollars.

-- What a workspace has, which follows from its movements and is what concurrent submits are checked against. The row
-- orders the movements of its workspace; a transaction locks it after all other rows that it locks.
CREATE TABLE credit_accounts (
    workspace_id     CHARACTER VARYING(64) NOT NULL PRIMARY KEY,
    last_number      BIGINT                NOT NULL,
    available_micros BIGINT                NOT NULL,
    reserved_micros  BIGINT                NOT NULL,
    CHECK (available_micros >= 0),
    CHECK (reserved_micros >= 0)
);

-- Double entry: a row is one movement, and holds the entries of all four accounts, which sum to zero. Written once; stays
-- when its job is removed.
CREATE TABLE credit_movements (
    workspace_id    CHARACTER VARYING(64)       NOT NULL,
    movement_number BIGINT                      NOT NULL,
    kind            CHARACTER VARYING(16)       NOT NULL,
    job_id          CHARACTER VARYING(64),
    reference       CHARACTER VARYING(128),
    moved_at        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    available_gain  BIGINT                      NOT NULL,
    reserved_gain   BIGINT                      NOT NULL,
    revenue_gain    BIGINT                      NOT NULL,
    top_ups_gain    BIGINT                      NOT NULL,
    available_after BIGINT                      NOT NULL,
    reserved_after  BIGINT                      NOT NULL,
    PRIMARY KEY (workspace_id, movement_number),
    CHECK (available_gain + reserved_gain + revenue_gain + top_ups_gain = 0)
);
CREATE UNIQUE INDEX credit_movements_reference ON credit_movements (workspace_id, reference);
