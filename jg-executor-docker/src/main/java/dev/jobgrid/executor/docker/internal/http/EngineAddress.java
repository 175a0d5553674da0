package dev.jobgrid.executor.docker.internal.http;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How an Engine is reached.
 *
 * @param name what the Engine is called
 * @param uri its socket's file, or host and port
 * @param tls what the connection is secured with
 */
public record EngineAddress(String name, URI uri, Optional<SSLContext> tls) {}
