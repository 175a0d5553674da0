/** JobGrid inside a program of your own. Start, and end, at {@link dev.jobgrid.samples.quickstart.Quickstart}. */
@NullMarked
package dev.jobgrid.samples.quickstart;

import org.jspecify.annotations.NullMarked;
