package dev.jobgrid.http.jetty;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.jobgrid.monitor.HealthCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate of a server, which is read again when its files change. Files that cannot be used leave the previous
 * certificate in force; that is logged once, if they are unchanged at the next check: tools replace one file after the
 * other. Thread-safe.
 */
final class CertificateWatch {
    private static final System.Logger LOG = System.getLogger(StandaloneServer.class.getName());
    private static final String WAY_OUT = "; put a new one in its place, which is read without a restart";
    private static final Duration WARN_EVERY = Duration.ofDays(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Path certificate;
    private final Path key;
    private final InstantSource clock;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private volatile ServerCertificate inForce;
    private String problem = "";
    private volatile boolean isReported;
    private Instant nextWarning = Instant.MIN;

    /** Reads the files; as {@link ServerCertificate#read}. */
    CertificateWatch(Path certificate, Path key, InstantSource clock) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
        inForce = ServerCertificate.read(certificate, key);
        use(tls, inForce);
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setRenegotiationAllowed(false);
        warn();
    }

    private static void use(SslContextFactory tls, ServerCertificate certificate) {
        tls.setKeyStore(certificate.keyStore());
        tls.setKeyStorePassword(ServerCertificate.STORE_PASSWORD);
    }

    SslContextFactory.Server tls() {
        return tls;
    }

    /** Checks the files while this connector runs. */
    void lookWhile(ServerConnector connector) {
        connector.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
                lookLater(connector);
            }
        });
    }

    // On a thread of the requests: the scheduler's own must not wait for a disk.
    private void lookLater(ServerConnector connector) {
        connector
                .getScheduler()
                .schedule(
                        () -> connector.getExecutor().execute(() -> {
                            look();
                            lookLater(connector);
                        }),
                        LOOK_EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    ServerCertificate inForce() {
        return inForce;
    }

    synchronized void look() {
        try {
            ServerCertificate read = ServerCertificate.read(certificate, key);
            if (!read.equals(inForce)) {
                tls.reload(changed -> use(changed, read));
                inForce = read;
                nextWarning = Instant.MIN;
                LOG.log(INFO, "the certificate " + certificate + " was read again; it ends at " + read.expires());
            }
            problem = "";
            isReported = false;
        } catch (Exception e) {
            // Jetty declares no narrower one.
            stay(String.valueOf(e.getMessage()));
        }
        warn();
    }

    private void stay(String found) {
        if (!found.equals(problem)) {
            problem = found;
            isReported = false;
        } else if (!isReported) {
            isReported = true;
            LOG.log(WARNING, "the certificate that ends at " + inForce.expires() + " stays in use: " + problem);
        }
    }

    private void warn() {
        Instant now = clock.instant();
        Optional<String> ending = inForce.ending(now);
        if (ending.isPresent() && !now.isBefore(nextWarning)) {
            nextWarning = now.plus(WARN_EVERY);
            LOG.log(WARNING, certificate + ": " + ending.get() + WAY_OUT);
        }
    }

    /** The problem that an operator should solve. Does not block, and names no files: anyone may ask. */
    HealthCheck check() {
        Optional<String> stays = isReported
                ? Optional.of("its files cannot be used, and the certificate that ends at " + inForce.expires()
                        + " stays in use; the log tells why")
                : Optional.empty();
        Optional<String> ending = inForce.ending(clock.instant()).map(found -> found + WAY_OUT);
        return new HealthCheck("certificate", true, stays.or(() -> ending).orElse(""));
    }
}
