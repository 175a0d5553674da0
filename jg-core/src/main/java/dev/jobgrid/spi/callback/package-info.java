/** The port that sends callbacks. */
@NullMarked
package dev.jobgrid.spi.callback;

import org.jspecify.annotations.NullMarked;
