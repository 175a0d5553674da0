/**
 * Runs jobs as containers on Docker Engines. Start at {@link dev.jobgrid.executor.docker.DockerExecutor}; what it may do on
 * an Engine is a {@link dev.jobgrid.executor.docker.DockerEngine}, how containers are confined a
 * {@link dev.jobgrid.executor.docker.ContainerPolicy}.
 *
 * <p>A container is the whole memory of a run: it is named and labelled after its run, is followed by any process that
 * finds it, and goes only by {@code remove()}. Nothing here knows of jobs, stores or other executors.
 *
 * <p>Environment values go to the Engine only.
 */
@NullMarked
package dev.jobgrid.executor.docker;

import org.jspecify.annotations.NullMarked;
