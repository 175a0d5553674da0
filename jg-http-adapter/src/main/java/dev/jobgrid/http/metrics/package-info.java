/**
 * Measures a grid by Micrometer, for those who have it on their class path; nothing else here needs it. Start at
 * {@link dev.jobgrid.http.metrics.GridMeters}.
 */
@NullMarked
package dev.jobgrid.http.metrics;

import org.jspecify.annotations.NullMarked;
