/** Says who may hand in what, and when. Start at {@link dev.jobgrid.internal.admission.Admissions}. */
@NullMarked
package dev.jobgrid.internal.admission;

import org.jspecify.annotations.NullMarked;
