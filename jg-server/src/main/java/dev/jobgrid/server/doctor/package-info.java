/** Looks at a machine before a server is started on it. Start at {@link dev.jobgrid.server.doctor.Doctor}. */
@NullMarked
package dev.jobgrid.server.doctor;

import org.jspecify.annotations.NullMarked;
