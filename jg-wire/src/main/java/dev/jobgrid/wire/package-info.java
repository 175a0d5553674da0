/**
 * The published JSON: every name, alias and shape of the /v1 surface, without behaviour. Start at
 * {@link dev.jobgrid.wire.request.JobRequestJson} for what clients send and {@link dev.jobgrid.wire.response.StatusJson} for what
 * they read. Records here only grow: new components come last, and what is absent stays absent. No other package writes a field
 * name.
 */
@NullMarked
package dev.jobgrid.wire;

import org.jspecify.annotations.NullMarked;
