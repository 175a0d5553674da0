/** Keys of blobs. */
@NullMarked
package dev.jobgrid.internal.blobs;

import org.jspecify.annotations.NullMarked;
