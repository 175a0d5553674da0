/**
 * Blobs in an S3 bucket, and presigned addresses for clients. Start at
 * {@link dev.jobgrid.storage.s3.S3BlobStore}.
 */
@NullMarked
package dev.jobgrid.storage.s3;

import org.jspecify.annotations.NullMarked;
