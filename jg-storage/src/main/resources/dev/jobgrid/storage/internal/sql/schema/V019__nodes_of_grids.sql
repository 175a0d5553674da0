-- The nodes that each grid reaches, a row each: a grid may reach thousands. What an instance's own JSON says of nodes is an
-- earlier release's.
CREATE TABLE grid_nodes (
    instance_id CHARACTER VARYING(64) NOT NULL REFERENCES grid_instances (instance_id) ON DELETE CASCADE,
    node_number INTEGER               NOT NULL, -- its place among them, from 0
    node        CHARACTER VARYING     NOT NULL, -- as JSON
    PRIMARY KEY (instance_id, node_number)
);
