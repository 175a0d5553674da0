/**
 * What every store needs of its database: transactions, group commit, the schema and its migration, and what a failure of the
 * driver means. Start at {@link dev.jobgrid.storage.internal.sql.Transactions}.
 */
@NullMarked
package dev.jobgrid.storage.internal.sql;

import org.jspecify.annotations.NullMarked;
