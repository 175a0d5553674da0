/**
 * The store ports on H2 and PostgreSQL. Start at {@link dev.jobgrid.storage.H2Storage} or
 * {@link dev.jobgrid.storage.PostgresStorage}, then {@link dev.jobgrid.storage.JdbiStores}. Holds no rule about jobs: it keeps
 * what it is given and says whether it could.
 */
@NullMarked
package dev.jobgrid.storage;

import org.jspecify.annotations.NullMarked;
