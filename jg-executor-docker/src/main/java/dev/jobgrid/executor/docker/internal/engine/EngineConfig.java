package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.internal.http.EngineAddress;

/**
 * The configuration of an Engine.
 *
 * @param engine the embedder's engine
 * @param address its address
 * @param gpus its declared GPUs
 */
public record EngineConfig(DockerEngine engine, EngineAddress address, GpuDeclaration gpus) {}
