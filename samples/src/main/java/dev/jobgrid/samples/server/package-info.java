/**
 * The standalone server: a grid on embedded defaults behind HTTP, with all that it keeps in one folder. Start at
 * {@link dev.jobgrid.samples.server.GridServer}; it is what an embedder would write.
 */
@NullMarked
package dev.jobgrid.samples.server;

import org.jspecify.annotations.NullMarked;
