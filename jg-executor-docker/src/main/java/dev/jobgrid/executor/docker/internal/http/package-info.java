/**
 * HTTP to an Engine, over a socket's file, TCP or TLS, each call bounded in time. Start at
 * {@link dev.jobgrid.executor.docker.internal.http.EngineHttp}.
 */
@NullMarked
package dev.jobgrid.executor.docker.internal.http;

import org.jspecify.annotations.NullMarked;
