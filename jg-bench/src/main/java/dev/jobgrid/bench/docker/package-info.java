/** The Docker executor compared with the docker command. Start at {@link dev.jobgrid.bench.docker.DockerComparison}. */
@NullMarked
package dev.jobgrid.bench.docker;

import org.jspecify.annotations.NullMarked;
