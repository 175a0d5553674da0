/**
 * An Engine: what it is asked, what it has, and what it says of containers. Start at
 * {@link dev.jobgrid.executor.docker.internal.engine.Engine} and {@link dev.jobgrid.executor.docker.internal.engine.EngineApi}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.engine;

import org.jspecify.annotations.NullMarked;
