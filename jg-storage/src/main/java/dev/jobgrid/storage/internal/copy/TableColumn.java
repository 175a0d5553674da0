package dev.jobgrid.storage.internal.copy;

/** A column that is written, not generated. */
record TableColumn(String name, ColumnKind kind) {}
