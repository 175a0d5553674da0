/**
 * Log lines, packed into chunks. Start at {@link dev.jobgrid.storage.internal.logs.JdbiLogStore}; the format is that of
 * {@link dev.jobgrid.storage.internal.logs.PackedLines}.
 */
@NullMarked
package dev.jobgrid.storage.internal.logs;

import org.jspecify.annotations.NullMarked;
