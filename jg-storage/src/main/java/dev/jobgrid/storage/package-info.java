/**
 * The store ports on H2, and blobs in a folder. Start at {@link dev.jobgrid.storage.H2Storage}, then
 * {@link dev.jobgrid.storage.JdbiJobStore}. Holds no rule about jobs: it keeps what it is given and says whether it could.
 */
@NullMarked
package dev.jobgrid.storage;

import org.jspecify.annotations.NullMarked;
