/** The commands that talk to a grid: jobs, their files and the fleet. Start at {@link dev.jobgrid.server.cli.jobs.RunCommand}. */
@NullMarked
package dev.jobgrid.server.cli.jobs;

import org.jspecify.annotations.NullMarked;
