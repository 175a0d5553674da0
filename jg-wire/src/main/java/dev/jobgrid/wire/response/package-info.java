/**
 * Writes the JSON of responses, a record for each published form. Start at
 * {@link dev.jobgrid.wire.response.StatusJson}.
 */
@NullMarked
package dev.jobgrid.wire.response;

import org.jspecify.annotations.NullMarked;
