/**
 * What an operator asks of a server that runs, or of its data folder while none does: keys, credits, callbacks, retention,
 * maintenance, templates, nodes, backups. Start at {@link dev.jobgrid.server.admin.AdminRequestHandler}; {@code AdminPort} and
 * {@code AdminClient} carry requests from the command line to the server on this machine.
 */
@NullMarked
package dev.jobgrid.server.admin;

import org.jspecify.annotations.NullMarked;
