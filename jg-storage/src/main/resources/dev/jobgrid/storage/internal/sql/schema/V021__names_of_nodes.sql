-- What a machine was called when a run got its place there: nobody else knows once the grids that reached it are over.
ALTER TABLE device_holds ADD COLUMN node_name CHARACTER VARYING(128);
