package dev.jobgrid.console.internal.session;

import dev.jobgrid.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sessions of operators: tickets, each of which opens one, and the secrets that the cookies of open ones hold. All of it is random
 * and in this process alone, so that no other server takes a ticket, and whoever steals signing keys makes no session. Thread-safe.
 */
public final class OperatorSessions {
    /** How long a ticket opens a session, once. */
    static final Duration TICKET_LIFETIME = Duration.ofSeconds(60);

    /** No key of a grid and no token of HTTP has a colon. */
    private static final String PREFIX = "operator:";

    private static final int SECRET_BYTES = 32;

    /** Beyond it the oldest go. */
    private static final int MOST = 100;

    private final Deque<Held> tickets = new ArrayDeque<>();
    private final Deque<Held> sessions = new ArrayDeque<>();
    private final InstantSource clock;

    /** None yet. */
    public OperatorSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** A secret that counts until then. */
    private record Held(Secret secret, Instant end) {
        /** In constant time. */
        boolean is(String given) {
            return MessageDigest.isEqual(
                    secret.value().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A ticket that opens a session once, for 60 seconds. */
    public synchronized Secret issueTicket() {
        Secret ticket = Secret.random(SECRET_BYTES);
        hold(tickets, ticket, TICKET_LIFETIME);
        return ticket;
    }

    /** A new session for a ticket, which is used up; empty if it is unknown, used or too old. */
    synchronized Optional<Secret> open(String ticket) {
        if (!take(tickets, ticket)) {
            return Optional.empty();
        }
        Secret session = new Secret(PREFIX + Secret.random(SECRET_BYTES).value());
        hold(sessions, session, SessionCookie.LIFETIME);
        return Optional.of(session);
    }

    /** Whether a cookie's secret is that of an operator's session at all, open or not. */
    static boolean isOperators(Secret secret) {
        return secret.value().startsWith(PREFIX);
    }

    synchronized boolean isOpen(Secret session) {
        forgetEnded(sessions);
        boolean found = false;
        for (Held one : sessions) {
            found |= one.is(session.value());
        }
        return found;
    }

    /** Ends a session for every copy of its cookie. */
    synchronized void close(Secret session) {
        take(sessions, session.value());
    }

    private void hold(Deque<Held> all, Secret secret, Duration lifetime) {
        forgetEnded(all);
        all.addLast(new Held(secret, clock.instant().plus(lifetime)));
        if (all.size() > MOST) {
            all.removeFirst();
        }
    }

    private boolean take(Deque<Held> all, String given) {
        forgetEnded(all);
        return all.removeIf(one -> one.is(given));
    }

    private void forgetEnded(Deque<Held> all) {
        Instant now = clock.instant();
        all.removeIf(one -> !now.isBefore(one.end()));
    }
}
