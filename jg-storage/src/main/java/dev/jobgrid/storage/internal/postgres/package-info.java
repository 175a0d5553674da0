/**
 * Features of PostgreSQL: writes of many jobs in one statement, look-ups that callers share, NOTIFY. Start at
 * {@link dev.jobgrid.storage.internal.postgres.PostgresJobWrites}.
 */
@NullMarked
package dev.jobgrid.storage.internal.postgres;

import org.jspecify.annotations.NullMarked;
