/**
 * The stores beside those of jobs and logs: inputs, artifacts, keys, callbacks, admission, instances, allocations, history and
 * retention, a class each.
 */
@NullMarked
package dev.jobgrid.storage.internal.stores;

import org.jspecify.annotations.NullMarked;
