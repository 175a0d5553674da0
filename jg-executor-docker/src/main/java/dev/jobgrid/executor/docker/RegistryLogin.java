package dev.jobgrid.executor.docker;

import dev.jobgrid.auth.Secret;
import java.util.Optional;

/**
 * Credentials for a registry.
 *
 * @param user the user
 * @param password password or token
 */
public record RegistryLogin(String user, Secret password) {
    /** Provides credentials of registries. Called before each pull; thread-safe. */
    @FunctionalInterface
    public interface Directory {
        /**
         * The credentials to use; empty for anonymous pulls.
         *
         * @param registry host and port, {@code docker.io} for images without one
         */
        Optional<RegistryLogin> login(String registry);
    }
}
