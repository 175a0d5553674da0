package dev.jobgrid.client;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.SettingCheck;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds a connection to a grid of another process, where the defaults of {@link JobGrid#connect} do not fit. Single-threaded.
 */
public final class RemoteGridBuilder {
    private final URI base;
    private final Secret key;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private ClientClock clock = ClientClock.SYSTEM;
    private ServerRoute route = ServerRoute.USUAL;
    private OutageListener listener = Outage.UNHEARD;
    private boolean isBrief;

    private RemoteGridBuilder(URI base, Secret key) {
        this.base = base;
        this.key = key;
    }

    /**
     * A builder of a connection. As {@link JobGrid#connect}.
     *
     * @throws IllegalArgumentException if the address is not http(s) with a host, or has a user, query or fragment
     */
    public static RemoteGridBuilder to(URI base, Secret key) {
        return new RemoteGridBuilder(Server.checked(base), key);
    }

    /** How long making a connection may take; 10 seconds unless set. */
    public RemoteGridBuilder connectTimeout(Duration value) {
        timeouts = new Timeouts(value, timeouts.response(), timeouts.idle(), timeouts.maxRetryDuration());
        return this;
    }

    /** The time until a response begins; 60 seconds unless set. Uploads are bounded by the idle time only. */
    public RemoteGridBuilder responseTimeout(Duration value) {
        timeouts = new Timeouts(timeouts.connect(), value, timeouts.idle(), timeouts.maxRetryDuration());
        return this;
    }

    /** The longest stall of a response; 60 seconds unless set, and over 15 for live logs to work. */
    public RemoteGridBuilder idleTimeout(Duration value) {
        timeouts = new Timeouts(timeouts.connect(), timeouts.response(), value, timeouts.maxRetryDuration());
        return this;
    }

    /**
     * The total retry time of a call that is safe to repeat; 30 seconds unless set, zero to try once. Pauses begin at a quarter
     * of a second and double up to eight, or are those that the server asks for; one of more than half a minute is left to the
     * caller. Feeds, uploads and downloads count from when they last made progress.
     */
    public RemoteGridBuilder maxRetryDuration(Duration value) {
        timeouts = new Timeouts(timeouts.connect(), timeouts.response(), timeouts.idle(), value);
        return this;
    }

    /**
     * Certificates to trust beside those of the JVM, such as that of an authority of one's own. Read now.
     *
     * @param pem a file of one or more certificates in PEM form
     * @throws IllegalArgumentException if it cannot be read, or holds none
     */
    public RemoteGridBuilder trusting(Path pem) {
        route = new ServerRoute(
                Optional.of(TrustedCertificates.with(SettingCheck.present("trusting", pem))), route.proxies());
        return this;
    }

    /**
     * Which proxy a connection is made through; that of the JVM's system properties (https.proxyHost) unless set. Also asked for
     * the addresses of uploads and downloads.
     */
    public RemoteGridBuilder proxies(ProxySelector value) {
        route = new ServerRoute(route.tls(), Optional.of(SettingCheck.present("proxies", value)));
        return this;
    }

    /** Who hears that the server cannot be reached while this goes on trying; nobody unless set. */
    public RemoteGridBuilder onOutage(OutageListener value) {
        listener = SettingCheck.present("onOutage", value);
        return this;
    }

    /**
     * For a process that asks something and ends, such as a command: reads start faster in a new JVM, by a tenth of a second,
     * and cannot be interrupted.
     */
    public RemoteGridBuilder brief() {
        isBrief = true;
        return this;
    }

    /** The clock, also for waits between tries; this host's unless set. */
    RemoteGridBuilder clock(ClientClock value) {
        clock = value;
        return this;
    }

    /** The connection; sends no request yet. */
    public JobGrid build() {
        return new RemoteGrid(new Server(base, key, timeouts, clock, isBrief, route, listener));
    }
}
