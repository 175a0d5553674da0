/**
 * Credits of workspaces: what there is, what jobs hold back, and every movement between the two. Start at
 * {@link dev.jobgrid.credits.CreditMovement}.
 */
@NullMarked
package dev.jobgrid.credits;

import org.jspecify.annotations.NullMarked;
