/**
 * Options of {@code jg server} from a configuration file and from the environment. Start at
 * {@link dev.jobgrid.server.config.ConfigFile}. Both become arguments, so that only the command line parses values.
 */
@NullMarked
package dev.jobgrid.server.config;

import org.jspecify.annotations.NullMarked;
