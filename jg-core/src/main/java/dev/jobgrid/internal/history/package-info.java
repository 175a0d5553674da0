/**
 * What earlier jobs tell of later ones: how long they run, what they cost, when a GPU comes free. Start at
 * {@link dev.jobgrid.internal.history.History}.
 */
@NullMarked
package dev.jobgrid.internal.history;

import org.jspecify.annotations.NullMarked;
