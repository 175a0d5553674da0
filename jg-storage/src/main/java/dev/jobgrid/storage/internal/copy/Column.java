package dev.jobgrid.storage.internal.copy;

/** A column that is written, not generated. */
record Column(String name, ColumnKind kind) {}
