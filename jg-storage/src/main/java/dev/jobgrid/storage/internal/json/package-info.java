/**
 * Records as stored JSON, which later versions read. Start at {@link dev.jobgrid.storage.internal.json.StoredJson}.
 */
@NullMarked
package dev.jobgrid.storage.internal.json;

import org.jspecify.annotations.NullMarked;
