/**
 * How blobs are called.
 */
@NullMarked
package dev.jobgrid.internal.blobs;

import org.jspecify.annotations.NullMarked;
