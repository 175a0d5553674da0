/** Who gets a place when: the order of the queue over simulated days and weeks. */
@NullMarked
package dev.jobgrid.testkit.queue;

import org.jspecify.annotations.NullMarked;
