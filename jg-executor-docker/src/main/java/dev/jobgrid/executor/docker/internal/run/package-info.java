/**
 * A run: its container is made, started, watched to its end and removed. Start at
 * {@link dev.jobgrid.executor.docker.internal.run.DockerRun}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.run;

import org.jspecify.annotations.NullMarked;
