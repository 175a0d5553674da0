/**
 * Blobs in a folder: checked blocks, a quota, private files. Start at
 * {@link dev.jobgrid.storage.blobs.FolderBlobStore}.
 */
@NullMarked
package dev.jobgrid.storage.blobs;

import org.jspecify.annotations.NullMarked;
