/**
 * Copies of a store: all rows from one database into another, hashed on both sides, and folders that appear whole. Start at
 * {@link dev.jobgrid.storage.internal.copy.StoreTransaction}.
 */
@NullMarked
package dev.jobgrid.storage.internal.copy;

import org.jspecify.annotations.NullMarked;
