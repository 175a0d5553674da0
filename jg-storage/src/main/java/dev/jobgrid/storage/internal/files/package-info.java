/**
 * Files and folders that only their owner can read. Start at {@link dev.jobgrid.storage.internal.files.PrivateFiles}.
 */
@NullMarked
package dev.jobgrid.storage.internal.files;

import org.jspecify.annotations.NullMarked;
