/**
 * Payment of jobs by credits. Start at {@link dev.jobgrid.internal.credits.CreditCheck}; the movements themselves are
 * the store's, written with the jobs.
 */
@NullMarked
package dev.jobgrid.internal.credits;

import org.jspecify.annotations.NullMarked;
