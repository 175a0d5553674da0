package dev.jobgrid.http.internal.auth;

import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds concurrent calls to an embedder's authenticator, so that a hanging one does not block all threads. Thread-safe
 * if the authenticator is.
 */
public record BoundedAuthenticator(Authenticator authenticator, Semaphore permits) implements Authenticator {
    private static final int TIMEOUT_SECONDS = 1;

    @Override
    public Optional<Caller> authenticate(String token) {
        enter();
        try {
            return authenticator.authenticate(token);
        } finally {
            permits.release();
        }
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        enter();
        try {
            return authenticator.authenticate(token, clientAddress);
        } finally {
            permits.release();
        }
    }

    @Override
    public Optional<Instant> expiry(String token) {
        enter();
        try {
            return authenticator.expiry(token);
        } finally {
            permits.release();
        }
    }

    private void enter() {
        try {
            if (permits.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new JobGridException(
                ErrorCode.INTERNAL_ERROR,
                "the authenticator " + authenticator.getClass().getName()
                        + " has not answered as many requests as may wait for it");
    }
}
