/**
 * What operators' commands need: {@link dev.jobgrid.server.admin.Administration} is what they work on, in a server or on a
 * folder that no server runs on; {@code AdminClient} has the server on the folder run a command, {@code AdminPort} takes it there.
 */
@NullMarked
package dev.jobgrid.server.admin;

import org.jspecify.annotations.NullMarked;
