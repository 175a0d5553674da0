/**
 * The port by which callbacks are sent.
 */
@NullMarked
package dev.jobgrid.spi.callback;

import org.jspecify.annotations.NullMarked;
