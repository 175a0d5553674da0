package dev.jobgrid.executor.docker;

import dev.jobgrid.auth.Secret;
import java.util.Optional;

/**
 * Credentials for a registry.
 *
 * @param user who fetches
 * @param password password or token
 */
public record RegistryLogin(String user, Secret password) {
    /** Knows the credentials of registries. Called before each pull; thread-safe. */
    @FunctionalInterface
    public interface Directory {
        /**
         * The credentials to use; empty to fetch as anyone may.
         *
         * @param registry host and port, {@code docker.io} for images that name none
         */
        Optional<RegistryLogin> login(String registry);
    }
}
