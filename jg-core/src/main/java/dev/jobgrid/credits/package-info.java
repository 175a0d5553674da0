/**
 * Credits of workspaces: balances, reservations of jobs, and all movements. Start at
 * {@link dev.jobgrid.credits.CreditMovement}.
 */
@NullMarked
package dev.jobgrid.credits;

import org.jspecify.annotations.NullMarked;
