package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.internal.http.EngineAddress;

/**
 * An Engine as it was configured.
 *
 * @param engine as the embedder named it
 * @param address how it is reached
 * @param gpus which GPUs it is said to have
 */
public record EngineConfig(DockerEngine engine, EngineAddress address, GpuDeclaration gpus) {}
