/**
 * A run: creates, starts, monitors and removes its container. Start at
 * {@link dev.jobgrid.executor.docker.internal.run.DockerRun}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.run;

import org.jspecify.annotations.NullMarked;
