package dev.jobgrid.server.cli;

import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.server.Access;
import dev.jobgrid.submit.AdmissionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the limits of clients and for trusted proxies. */
final class LimitOptions {
    @Option(
            names = "--max-concurrent-jobs",
            paramLabel = "N",
            description = "Maximum number of unfinished jobs per workspace; more get 429 USER_CONCURRENT_LIMIT."
                    + " Default: unlimited.")
    private @Nullable Integer concurrentJobs;

    @Option(
            names = "--max-submits-per-minute",
            paramLabel = "N",
            description = "Maximum number of jobs that a workspace submits per minute; more get 429"
                    + " JOB_RATE_LIMITED. Default: unlimited.")
    private @Nullable Integer submitsPerMinute;

    @Option(
            names = "--max-queued-jobs",
            paramLabel = "N",
            description = "Maximum number of queued jobs of all workspaces; more get 429 QUEUE_SATURATED."
                    + " Default: unlimited.")
    private @Nullable Integer queuedJobs;

    @Option(
            names = "--allow-image",
            paramLabel = "PATTERN",
            description = "Image that jobs may use; '*' matches any characters. Repeatable. Default: all.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = "--max-upload-mib",
            paramLabel = "MiB",
            description = "Maximum size of an input file in MiB, up to 5120. Default: ${DEFAULT-VALUE}.")
    private long uploadMib = HttpLimits.DEFAULT.uploadBytes() >> 20;

    @Option(
            names = "--url-lifetime",
            paramLabel = "SECONDS",
            description = "Lifetime of a download URL in seconds. Default: ${DEFAULT-VALUE}.")
    private long urlLifetime = HttpLimits.DEFAULT.urlLifetime().toSeconds();

    @Option(
            names = "--max-live-readers",
            paramLabel = "N",
            description =
                    "Maximum number of clients that follow live logs at the same time. Default:" + " ${DEFAULT-VALUE}.")
    private int liveReaders = HttpLimits.DEFAULT.liveReaders();

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            description = "Maximum number of open connections per IPv4 address or IPv6 /64; more are closed."
                    + " Proxies of --trust-proxy are exempt. Default: ${DEFAULT-VALUE}.")
    private int connectionsPerAddress = HttpLimits.DEFAULT.connectionsPerAddress();

    @Option(
            names = "--trust-proxy",
            paramLabel = "ADDRESS[/BITS]",
            description = "Proxy, or range of proxies, whose X-Forwarded-* headers are trusted. Repeatable."
                    + " Default: none.")
    private List<String> proxies = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** All of them, checked. */
    Access.Bounds bounds() {
        try {
            return new Access.Bounds(trusted(), admission(), requests());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private TrustedProxies trusted() {
        try {
            return TrustedProxies.of(proxies.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Invalid value for option '--trust-proxy': " + e.getMessage()
                            + "; 10.0.0.1 and 10.0.0.0/8 are allowed",
                    e);
        }
    }

    private AdmissionLimits admission() {
        return new AdmissionLimits(bound(concurrentJobs), bound(submitsPerMinute), bound(queuedJobs), images);
    }

    /** A bound that may be left out. */
    static OptionalInt bound(@Nullable Integer value) {
        return Optional.ofNullable(value).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** A size that an option gives in units of so many bits. */
    static long bytes(String option, long value, int bits) {
        return within(option, value, Long.MAX_VALUE >> bits) << bits;
    }

    private static long within(String option, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(option + " is " + value + ", 1 to " + max + " are allowed");
        }
        return value;
    }

    private HttpLimits requests() {
        long uploads = within("--max-upload-mib", uploadMib, HttpLimits.DEFAULT.uploadBytes() >> 20);
        return new HttpLimits(uploads << 20, Duration.ofSeconds(urlLifetime), liveReaders)
                .withConnectionsPerAddress(connectionsPerAddress);
    }
}
