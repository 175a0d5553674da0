package dev.jobgrid.samples.cli;

import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.samples.server.Access;
import dev.jobgrid.submit.AdmissionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may reach a server, and how much they may hand in. */
final class LimitOptions {
    @Option(
            names = "--max-concurrent-jobs",
            paramLabel = "N",
            description =
                    "Most jobs of a workspace that are not over; more get 429 USER_CONCURRENT_LIMIT. Default: any.")
    private @Nullable Integer concurrentJobs;

    @Option(
            names = "--max-submits-per-minute",
            paramLabel = "N",
            description = "Most jobs that a workspace hands in a minute; more get 429 JOB_RATE_LIMITED. Default: any.")
    private @Nullable Integer submitsPerMinute;

    @Option(
            names = "--max-queued-jobs",
            paramLabel = "N",
            description = "Most jobs of all workspaces that wait; more get 429 QUEUE_SATURATED. Default: any.")
    private @Nullable Integer queuedJobs;

    @Option(
            names = "--allow-image",
            paramLabel = "PATTERN",
            description = "Image that jobs may use, where '*' stands for any characters. May be given several times."
                    + " Default: all.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = "--max-upload-mib",
            paramLabel = "MiB",
            description = "Largest input file, up to 5120. Default: ${DEFAULT-VALUE}.")
    private long uploadMib = HttpLimits.DEFAULT.uploadBytes() >> 20;

    @Option(
            names = "--url-lifetime",
            paramLabel = "SECONDS",
            description = "How long a download URL works. Default: ${DEFAULT-VALUE}.")
    private long urlLifetime = HttpLimits.DEFAULT.urlLifetime().toSeconds();

    @Option(
            names = "--max-live-readers",
            paramLabel = "N",
            description = "Most clients that read live logs at a time. Default: ${DEFAULT-VALUE}.")
    private int liveReaders = HttpLimits.DEFAULT.liveReaders();

    @Option(
            names = "--trust-proxy",
            paramLabel = "ADDRESS[/BITS]",
            description = "Proxy, or range of them, whose X-Forwarded-* headers count. May be given several times."
                    + " Default: none.")
    private List<String> proxies = new ArrayList<>();

    @Option(
            names = "--allow-origin",
            paramLabel = "URL",
            description = "Host whose web pages may call the routes: https://portal.example.com. May be given several"
                    + " times. Default: none.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description =
                    "Name that agents may reach /mcp by, beside addresses, localhost and the host of --public-url."
                            + " May be given several times.")
    private List<String> hosts = new ArrayList<>();

    /**
     * How many jobs may be handed in.
     *
     * @throws IllegalArgumentException if a limit is below 1
     */
    AdmissionLimits admission() {
        return new AdmissionLimits(bound(concurrentJobs), bound(submitsPerMinute), bound(queuedJobs), images);
    }

    private static OptionalInt bound(@Nullable Integer value) {
        return Optional.ofNullable(value).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /**
     * Bounds on what is sent.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    HttpLimits http() {
        if (uploadMib < 1 || uploadMib > HttpLimits.DEFAULT.uploadBytes() >> 20) {
            throw new IllegalArgumentException("--max-upload-mib is " + uploadMib + ", 1 to "
                    + (HttpLimits.DEFAULT.uploadBytes() >> 20) + " are allowed");
        }
        return new HttpLimits(uploadMib << 20, Duration.ofSeconds(urlLifetime), liveReaders);
    }

    /**
     * Whom the server believes and answers.
     *
     * @throws IllegalArgumentException if a proxy is no address
     */
    Access.Callers callers() {
        return new Access.Callers(
                TrustedProxies.of(proxies.toArray(String[]::new)), new LinkedHashSet<>(origins), hosts);
    }
}
