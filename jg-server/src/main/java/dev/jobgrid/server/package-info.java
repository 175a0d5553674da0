/**
 * The standalone server: a grid on embedded defaults behind HTTP, with all that it keeps in one folder. Start at
 * {@link dev.jobgrid.server.GridServer}; it shows what an embedder would write.
 */
@NullMarked
package dev.jobgrid.server;

import org.jspecify.annotations.NullMarked;
