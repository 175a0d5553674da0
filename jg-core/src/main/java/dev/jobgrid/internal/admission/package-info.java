/**
 * Admission of submits: limits, tickets and maintenance. Start at {@link dev.jobgrid.internal.admission.Admissions}.
 */
@NullMarked
package dev.jobgrid.internal.admission;

import org.jspecify.annotations.NullMarked;
