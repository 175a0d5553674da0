/**
 * An Engine: its API, its resources and its containers. Start at
 * {@link dev.jobgrid.executor.docker.internal.engine.Engine} and
 * {@link dev.jobgrid.executor.docker.internal.engine.EngineApi}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.engine;

import org.jspecify.annotations.NullMarked;
