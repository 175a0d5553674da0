/** Tests of the whole: what JobGrid is made of, and the server as a process of its own. */
@NullMarked
package dev.jobgrid.samples;

import org.jspecify.annotations.NullMarked;
