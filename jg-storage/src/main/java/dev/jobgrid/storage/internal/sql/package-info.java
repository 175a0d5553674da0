/**
 * Shared by all stores: transactions, group commit, the schema and its migration, and the classification of driver
 * failures. Start at {@link dev.jobgrid.storage.internal.sql.Transactions}.
 */
@NullMarked
package dev.jobgrid.storage.internal.sql;

import org.jspecify.annotations.NullMarked;
