/** Looks at a machine before a server is started on it. Start at {@link dev.jobgrid.samples.doctor.Doctor}. */
@NullMarked
package dev.jobgrid.samples.doctor;

import org.jspecify.annotations.NullMarked;
