package dev.jobgrid;

import static dev.jobgrid.errors.SettingCheck.atLeast;
import static dev.jobgrid.errors.SettingCheck.between;
import static dev.jobgrid.errors.SettingCheck.present;

import dev.jobgrid.estimate.ClassificationRules;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.RetryPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * What an embedder may set about a grid's behaviour; checked once, then frozen.
 *
 * @param work which work is taken
 * @param running how runs are looked after
 * @param limits bounds on what callers can grow
 * @param sharing how grids share a store
 * @param collecting how long the files of runs are waited for and kept
 * @param templates drafts by slug that fill what a job leaves out
 */
public record GridSettings(
        Work work,
        Running running,
        Limits limits,
        Sharing sharing,
        Collecting collecting,
        Map<String, JobSpec> templates) {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofDays(3650);

    /** As published: GPU work only; jobs that nothing could ever run are refused. */
    public static final GridSettings DEFAULT = new GridSettings(
            new Work(0, false, Duration.ofMinutes(10), ClassificationRules.BUILT_IN),
            new Running(
                    Duration.ofDays(7),
                    Duration.ofSeconds(10),
                    RetryPolicy.infrastructure(2, Duration.ofSeconds(5)),
                    false,
                    Duration.ofSeconds(1)),
            new Limits(5L << 30, Duration.ofMinutes(15), 10_000, 50L << 30, 1L << 30, 500L << 30),
            new Sharing(Duration.ofSeconds(15), Duration.ofMinutes(5)),
            new Collecting(Duration.ofHours(6), Duration.ofDays(7)),
            Map.of());

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
    }

    /**
     * Which work is taken.
     *
     * @param cpuSlotsPerNode how many jobs that need no GPU a node runs at once, 0 or more; 0 refuses them
     * @param queuesUnplaceable whether a job that no known offer could ever run is queued instead of refused
     * @param patience how long a queued job may stay without any offer that could ever run it, before it is rejected;
     *     1 ms or more
     * @param rules tell GPU work from other work
     */
    public record Work(int cpuSlotsPerNode, boolean queuesUnplaceable, Duration patience, ClassificationRules rules) {
        /** Checks the bounds. */
        public Work {
            atLeast("cpuSlotsPerNode", cpuSlotsPerNode, 0);
            between("patience", patience, SHORT, LONG);
            present("rules", rules);
        }

        /** Whether jobs that need no GPU are taken. */
        public boolean allowsCpuWork() {
            return cpuSlotsPerNode > 0;
        }
    }

    /**
     * How runs are looked after.
     *
     * @param defaultTimeout the longest a run may take if its job does not say; 1 ms or more
     * @param stopGrace how long a program may take to end when asked to, before it is killed; 0 or more, at most 1 day
     * @param retry which failed runs are tried again
     * @param failsOnMissingArtifact whether a job whose expected artifact is missing fails
     * @param pollEvery how often the store is asked for work when nothing wakes the grid; a quarter as often while nothing
     *     waits. 1 ms to 1 hour
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

        /** The same settings with another policy of retries. */
        public Running withRetry(RetryPolicy value) {
            return new Running(defaultTimeout, stopGrace, value, failsOnMissingArtifact, pollEvery);
        }

        /** The same settings with another time for programs to end. */
        public Running withStopGrace(Duration value) {
            return new Running(defaultTimeout, value, retry, failsOnMissingArtifact, pollEvery);
        }
    }

    /**
     * Bounds on what callers can grow.
     *
     * @param maxUploadBytes the largest input, 1 or more
     * @param uploadLifetime how long a slot may be open, 1 second to 7 days
     * @param maxArtifacts the most files kept of a run, 1 or more
     * @param maxArtifactBytes their largest size in all, 1 or more
     * @param maxLogBytes how much is kept of what a run prints, 1 or more: bytes of UTF-8, and 16 for each line.
     *     What comes after it is dropped, which a last line and an event say; the program goes on
     * @param maxDiskBytes the most disk that a run may take on its node, 1 or more, where its executor can tell how
     *     much it takes; one that takes more is stopped and fails
     */
    public record Limits(
            long maxUploadBytes,
            Duration uploadLifetime,
            int maxArtifacts,
            long maxArtifactBytes,
            long maxLogBytes,
            long maxDiskBytes) {
        /** Checks the bounds. */
        public Limits {
            atLeast("maxUploadBytes", maxUploadBytes, 1);
            between("uploadLifetime", uploadLifetime, Duration.ofSeconds(1), Duration.ofDays(7));
            atLeast("maxArtifacts", maxArtifacts, 1);
            atLeast("maxArtifactBytes", maxArtifactBytes, 1);
            atLeast("maxLogBytes", maxLogBytes, 1);
            atLeast("maxDiskBytes", maxDiskBytes, 1);
        }

        /** The bounds on logs and disk of {@link GridSettings#DEFAULT}: 1 GiB and 500 GiB. */
        public Limits(long maxUploadBytes, Duration uploadLifetime, int maxArtifacts, long maxArtifactBytes) {
            this(maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, 1L << 30, 500L << 30);
        }

        /** The same bounds with another on what is kept of a run's log. */
        public Limits withMaxLogBytes(long value) {
            return new Limits(maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, value, maxDiskBytes);
        }

        /** The same bounds with another on the disk that a run may take. */
        public Limits withMaxDiskBytes(long value) {
            return new Limits(maxUploadBytes, uploadLifetime, maxArtifacts, maxArtifactBytes, maxLogBytes, value);
        }
    }

    /**
     * How grids share a store.
     *
     * @param lease how long a grid that is not heard of is taken to live; it renews three times in that time. Long enough
     *     for the longest pause of a JVM: runs of a grid that is paused for longer go to its peers
     * @param patience how long the runs of a grid that is over, or of a machine that does not answer, are waited for when
     *     no one can reach them; then the retry policy decides, as for any worker lost. 1 ms or more
     */
    public record Sharing(Duration lease, Duration patience) {
        /** Checks the bounds. */
        public Sharing {
            // A shorter one could not be renewed in time.
            between("lease", lease, Duration.ofSeconds(1), LONG);
            between("patience", patience, SHORT, LONG);
        }
    }

    /**
     * How long the files that runs leave are waited for and kept.
     *
     * @param collectTimeout how long storing the artifacts of a run whose program has ended is tried again, while the blob store
     *     refuses them or they cannot be read; 0 for one try. The run holds no device meanwhile
     * @param leftoverGrace how long files that could not be kept stay on their node; 0 removes them with their run
     */
    public record Collecting(Duration collectTimeout, Duration leftoverGrace) {
        /** Checks the bounds. */
        public Collecting {
            between("collectTimeout", collectTimeout, Duration.ZERO, LONG);
            between("leftoverGrace", leftoverGrace, Duration.ZERO, LONG);
        }
    }

    /** The same settings with other work taken. */
    public GridSettings withWork(Work value) {
        return new GridSettings(value, running, limits, sharing, collecting, templates);
    }

    /** The same settings with runs looked after otherwise. */
    public GridSettings withRunning(Running value) {
        return new GridSettings(work, value, limits, sharing, collecting, templates);
    }

    /** The same settings with other bounds. */
    public GridSettings withLimits(Limits value) {
        return new GridSettings(work, running, value, sharing, collecting, templates);
    }

    /** The same settings with the store shared otherwise. */
    public GridSettings withSharing(Sharing value) {
        return new GridSettings(work, running, limits, value, collecting, templates);
    }

    /** The same settings with files waited for and kept otherwise. */
    public GridSettings withCollecting(Collecting value) {
        return new GridSettings(work, running, limits, sharing, value, templates);
    }

    /** The same settings with other templates. */
    public GridSettings withTemplates(Map<String, JobSpec> value) {
        return new GridSettings(work, running, limits, sharing, collecting, value);
    }
}
