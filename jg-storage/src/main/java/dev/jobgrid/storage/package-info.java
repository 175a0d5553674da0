/**
 * The store ports on H2 and PostgreSQL. Start at {@link dev.jobgrid.storage.H2Storage} or
 * {@link dev.jobgrid.storage.PostgresStorage}, then {@link dev.jobgrid.storage.JdbiStores}. Contains no
 * rules about jobs.
 */
@NullMarked
package dev.jobgrid.storage;

import org.jspecify.annotations.NullMarked;
