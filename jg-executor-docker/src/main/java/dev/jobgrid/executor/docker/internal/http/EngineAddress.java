package dev.jobgrid.executor.docker.internal.http;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The address of an Engine.
 *
 * @param name its name
 * @param uri its socket's file, or host and port
 * @param tls TLS of the connection
 */
public record EngineAddress(String name, URI uri, Optional<SSLContext> tls) {}
