package dev.jobgrid;

import static dev.jobgrid.errors.SettingCheck.atLeast;
import static dev.jobgrid.errors.SettingCheck.between;
import static dev.jobgrid.errors.SettingCheck.present;

import dev.jobgrid.estimate.ClassificationRules;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Settings of a grid's behaviour; checked once, then immutable.
 *
 * @param work which work is accepted
 * @param running how runs are supervised
 * @param limits bounds on what callers can use
 * @param sharing how grids share a store
 * @param collecting how long the files of runs are collected and retained
 * @param templates drafts by slug that fill in what a job leaves out
 * @param plans bounds on launch plans
 */
public record GridSettings(
        Work work,
        Running running,
        Limits limits,
        Sharing sharing,
        Collecting collecting,
        Map<String, JobSpec> templates,
        Plans plans) {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofDays(3650);

    /** The published behaviour: GPU work only; jobs that no offer could ever run are refused. */
    public static final GridSettings DEFAULT = new GridSettings(
            new Work(0, false, Duration.ofMinutes(10), ClassificationRules.BUILT_IN),
            new Running(
                    Duration.ofDays(7),
                    Duration.ofSeconds(10),
                    RetryPolicy.infrastructure(2, Duration.ofSeconds(5)),
                    false,
                    Duration.ofSeconds(1)),
            new Limits(5L << 30, Duration.ofMinutes(15), 10_000, 50L << 30, 1L << 30, 500L << 30, 256L << 20),
            new Sharing(Duration.ofSeconds(15), Duration.ofMinutes(5)),
            new Collecting(Duration.ofHours(6), Duration.ofDays(7)),
            Map.of(),
            new Plans(Duration.ofMinutes(15), 10, OptionalInt.empty()));

    /** Checks that all parts are there, and copies the templates. */
    public GridSettings {
        present("work", work);
        present("running", running);
        present("limits", limits);
        present("sharing", sharing);
        present("collecting", collecting);
        present("templates", templates)
                .forEach((slug, draft) -> present("the template " + present("a slug in templates", slug), draft));
        templates = Map.copyOf(templates);
        present("plans", plans);
    }

    /**
     * Which work is accepted.
     *
     * @param cpuSlotsPerNode how many jobs without a GPU a node runs at once, 0 or more; 0 refuses such jobs
     * @param queuesUnplaceable whether a job that no known offer could ever run is queued instead of refused
     * @param unplaceableTimeout how long a queued job may stay without any offer that could ever run it, before it is rejected;
     *     from when a grid finds that, and anew if that grid restarts. 1 ms or more
     * @param rules distinguish GPU work from other work
     */
    public record Work(
            int cpuSlotsPerNode, boolean queuesUnplaceable, Duration unplaceableTimeout, ClassificationRules rules) {
        /** Checks the bounds. */
        public Work {
            atLeast("cpuSlotsPerNode", cpuSlotsPerNode, 0);
            between("unplaceableTimeout", unplaceableTimeout, SHORT, LONG);
            present("rules", rules);
        }

        /** Whether jobs without a GPU are accepted. */
        public boolean allowsCpuWork() {
            return cpuSlotsPerNode > 0;
        }
    }

    /**
     * How runs are supervised.
     *
     * @param defaultTimeout the timeout of a run whose job sets none; 1 ms or more
     * @param stopGrace time between asking a program to end and killing it; 0 to 1 day
     * @param retry which failed runs are retried
     * @param failsOnMissingArtifact whether a job whose expected artifact is missing fails
     * @param pollEvery how often the store is polled for work without a wake-up; a quarter as often while the queue is
     *     empty. 1 ms to 1 hour
     */
    public record Running(
            Duration defaultTimeout,
            Duration stopGrace,
            RetryPolicy retry,
            boolean failsOnMissingArtifact,
            Duration pollEvery) {
        /** Checks the bounds. */
        public Running {
            between("defaultTimeout", defaultTimeout, SHORT, LONG);
            between("stopGrace", stopGrace, Duration.ZERO, Duration.ofDays(1));
            present("retry", retry);
            between("pollEvery", pollEvery, SHORT, Duration.ofHours(1));
        }

        /** The same settings with another retry policy. */
        public Running withRetry(RetryPolicy value) {
            return new Running(defaultTimeout, stopGrace, value, failsOnMissingArtifact, pollEvery);
        }

        /** The same settings with another stop grace. */
        public Running withStopGrace(Duration value) {
            return new Running(defaultTimeout, value, retry, failsOnMissingArtifact, pollEvery);
        }
    }

    /**
     * Bounds on what callers can use.
     *
     * @param maxUploadBytes the largest input, 1 or more
     * @param uploadLifetime how long an upload slot may be open, 1 second to 7 days
     * @param maxArtifacts the most artifacts stored of a run, 1 or more
     * @param maxArtifactBytes their largest total size, 1 or more
     * @param maxLogBytes the most log stored of a run, 1 or more: bytes of UTF-8, and 16 for each line. The rest is
     *     dropped, as a last line and an event report; the program continues
     * @param maxDiskBytes the most disk that a run may take on its node, 1 or more, where its executor can measure
     *     that; a run that takes more is stopped and fails
     * @param maxQueuedBytes the most bytes of large specs that a workspace's queued jobs may take, 1 MiB or more; a job
     *     beyond is refused with USER_CONCURRENT_LIMIT. Environment, metadata, expected artifacts and command count,
     *     of jobs that have more than 4 KiB of the first three. Grids and submits at one moment may pass it together
     */
    public record Limits(
            long maxUploadBytes,
            Duration uploadLifetime,
            int maxArtifacts,
            long maxArtifactBytes,
            long maxLogBytes,
            long maxDiskBytes,
            long maxQueuedBytes) {
        /** Checks the bounds. */
        public Limits {
            atLeast("maxUploadBytes", maxUploadBytes, 1);
            between("uploadLifetime", uploadLifetime, Duration.ofSeconds(1), Duration.ofDays(7));
            atLeast("maxArtifacts", maxArtifacts, 1);
            atLeast("maxArtifactBytes", maxArtifactBytes, 1);
            atLeast("maxLogBytes", maxLogBytes, 1);
            atLeast("maxDiskBytes", maxDiskBytes, 1);
            atLeast("maxQueuedBytes", maxQueuedBytes, 1 << 20);
        }

        /** The bounds on logs, disk and queue of {@link GridSettings#DEFAULT}: 1 GiB, 500 GiB and 256 MiB. */
        public Limits(long maxUploadBytes, Duration uploadLifetime, int maxArtifacts, long maxArtifactBytes) {
            this(maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, 1L << 30, 500L << 30, 256L << 20);
        }

        /** The same bounds with another one for a run's log. */
        public Limits withMaxLogBytes(long value) {
            return new Limits(
                    maxUploadBytes,
                    uploadLifetime,
                    maxArtifacts,
                    maxArtifactBytes,
                    value,
                    maxDiskBytes,
                    maxQueuedBytes);
        }

        /** The same bounds with another one for a run's disk. */
        public Limits withMaxDiskBytes(long value) {
            return new Limits(
                    maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, maxLogBytes, value, maxQueuedBytes);
        }

        /** The same bounds with another one for a workspace's queue. */
        public Limits withMaxQueuedBytes(long value) {
            return new Limits(
                    maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, maxLogBytes, maxDiskBytes, value);
        }
    }

    /**
     * How grids share a store.
     *
     * @param lease how long a grid counts as alive after its last renewal; it renews three times in that time. Set it
     *     above the longest JVM pause: runs of a grid that pauses for longer are taken over by its peers
     * @param lostRunTimeout how long to wait for runs of an ended grid, or of a machine that does not answer, while no grid
     *     can reach them; then the retry policy decides, as for any lost worker. 1 ms or more
     * @param nodeAwayTimeout how long jobs wait for a node after the last grid that reached it has ended; 1 minute to 30
     *     days. The shortest of the grids on a store counts
     */
    public record Sharing(Duration lease, Duration lostRunTimeout, Duration nodeAwayTimeout) {
        /** Checks the bounds. */
        public Sharing {
            // A shorter lease could not be renewed in time.
            between("lease", lease, Duration.ofSeconds(1), LONG);
            between("lostRunTimeout", lostRunTimeout, SHORT, LONG);
            between("nodeAwayTimeout", nodeAwayTimeout, Duration.ofMinutes(1), Duration.ofDays(30));
        }

        /** The same with the time for nodes that are away of {@link GridSettings#DEFAULT}: 24 hours. */
        public Sharing(Duration lease, Duration lostRunTimeout) {
            this(lease, lostRunTimeout, Duration.ofHours(24));
        }

        /** The same settings with another time for nodes that are away. */
        public Sharing withNodeAwayTimeout(Duration value) {
            return new Sharing(lease, lostRunTimeout, value);
        }
    }

    /**
     * How long artifacts of runs are collected and retained.
     *
     * @param collectTimeout how long storing the artifacts of an ended program is retried while the blob store refuses
     *     them or they cannot be read; 0 for one try. The run holds no device meanwhile
     * @param leftoverGrace how long uncollected artifacts stay on their node; 0 removes them with their run
     */
    public record Collecting(Duration collectTimeout, Duration leftoverGrace) {
        /** Checks the bounds. */
        public Collecting {
            between("collectTimeout", collectTimeout, Duration.ZERO, LONG);
            between("leftoverGrace", leftoverGrace, Duration.ZERO, LONG);
        }
    }

    /**
     * Bounds on launch plans, which hold GPUs before anybody runs a program on them. Calls that come together may pass a
     * bound on plans or GPUs by one each.
     *
     * @param maxHold the longest hold, 10 seconds to 15 minutes
     * @param maxPerWorkspace the most plans that a workspace holds at once, 0 or more; 0 turns launch plans off
     * @param maxGpusPerWorkspace the most GPUs that its plans hold together, 1 or more; empty for no bound
     */
    public record Plans(Duration maxHold, int maxPerWorkspace, OptionalInt maxGpusPerWorkspace) {
        /** Checks the bounds. */
        public Plans {
            between("maxHold", maxHold, Duration.ofSeconds(10), Duration.ofMinutes(15));
            atLeast("maxPerWorkspace", maxPerWorkspace, 0);
            present("maxGpusPerWorkspace", maxGpusPerWorkspace)
                    .ifPresent(max -> atLeast("maxGpusPerWorkspace", max, 1));
        }
    }

    /** The same settings with other bounds on launch plans. */
    public GridSettings withPlans(Plans value) {
        return new GridSettings(work, running, limits, sharing, collecting, templates, value);
    }

    /** The same settings with other work accepted. */
    public GridSettings withWork(Work value) {
        return new GridSettings(value, running, limits, sharing, collecting, templates, plans);
    }

    /** The same settings with runs supervised otherwise. */
    public GridSettings withRunning(Running value) {
        return new GridSettings(work, value, limits, sharing, collecting, templates, plans);
    }

    /** The same settings with other bounds. */
    public GridSettings withLimits(Limits value) {
        return new GridSettings(work, running, value, sharing, collecting, templates, plans);
    }

    /** The same settings with the store shared otherwise. */
    public GridSettings withSharing(Sharing value) {
        return new GridSettings(work, running, limits, value, collecting, templates, plans);
    }

    /** The same settings with artifacts collected and retained otherwise. */
    public GridSettings withCollecting(Collecting value) {
        return new GridSettings(work, running, limits, sharing, value, templates, plans);
    }

    /** The same settings with other templates. */
    public GridSettings withTemplates(Map<String, JobSpec> value) {
        return new GridSettings(work, running, limits, sharing, collecting, value, plans);
    }
}
