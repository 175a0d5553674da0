package dev.jobgrid;

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
    /** As published: GPU work only; jobs that nothing could ever run are refused. */
    public static final GridSettings DEFAULT = new GridSettings(
            new Work(0, false, Duration.ofMinutes(10), ClassificationRules.BUILT_IN),
            new Running(
                    Duration.ofDays(7),
                    Duration.ofSeconds(10),
                    RetryPolicy.infrastructure(2, Duration.ofSeconds(5)),
                    false,
                    Duration.ofSeconds(1)),
            new Limits(5L << 30, Duration.ofMinutes(15), 10_000, 50L << 30),
            new Sharing(Duration.ofSeconds(15), Duration.ofMinutes(5)),
            new Collecting(Duration.ofHours(6), Duration.ofDays(7)),
            Map.of());

    /** Copies the templates. */
    public GridSettings {
        templates = Map.copyOf(templates);
    }

    /**
     * Which work is taken.
     *
     * @param cpuSlotsPerNode how many jobs that need no GPU a node runs at once; 0 refuses them
     * @param queuesUnplaceable whether a job that no known offer could ever run is queued instead of refused
     * @param patience how long a queued job may stay without any offer that could ever run it, before it is rejected
     * @param rules tell GPU work from other work
     */
    public record Work(int cpuSlotsPerNode, boolean queuesUnplaceable, Duration patience, ClassificationRules rules) {
        /** Whether jobs that need no GPU are taken. */
        public boolean allowsCpuWork() {
            return cpuSlotsPerNode > 0;
        }
    }

    /**
     * How runs are looked after.
     *
     * @param defaultTimeout the longest a run may take if its job does not say
     * @param stopGrace how long a program may take to end when asked to, before it is killed
     * @param retry which failed runs are tried again
     * @param failsOnMissingArtifact whether a job whose expected artifact is missing fails
     * @param pollEvery how often the store is asked for work when nothing wakes the grid; a quarter as often while nothing
     *     waits
     */
    public record Running(
            Duration defaultTimeout,
            Duration stopGrace,
            RetryPolicy retry,
            boolean failsOnMissingArtifact,
            Duration pollEvery) {
        /** The same settings with another policy of retries. */
        public Running withRetry(RetryPolicy value) {
            return new Running(defaultTimeout, stopGrace, value, failsOnMissingArtifact, pollEvery);
        }
    }

    /**
     * Bounds on what callers can grow.
     *
     * @param maxUploadBytes the largest input
     * @param uploadLifetime how long a slot may be open
     * @param maxArtifacts the most files kept of a run
     * @param maxArtifactBytes their largest size in all
     */
    public record Limits(long maxUploadBytes, Duration uploadLifetime, int maxArtifacts, long maxArtifactBytes) {}

    /**
     * How grids share a store.
     *
     * @param lease how long a grid that is not heard of is taken to live; it renews three times in that time. Long enough
     *     for the longest pause of a JVM: runs of a grid that is paused for longer go to its peers
     * @param patience how long the runs of a grid that is over, or of a machine that does not answer, are waited for when
     *     no one can reach them; then the retry policy decides, as for any worker lost
     */
    public record Sharing(Duration lease, Duration patience) {
        /** Checks that the lease can be renewed in time. */
        public Sharing {
            if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a lease takes 1 second or more, not " + lease);
            }
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
        /** Checks that neither is negative. */
        public Collecting {
            if (collectTimeout.isNegative()) {
                throw new IllegalArgumentException("collectTimeout is 0 or more, not " + collectTimeout);
            }
            if (leftoverGrace.isNegative()) {
                throw new IllegalArgumentException("leftoverGrace is 0 or more, not " + leftoverGrace);
            }
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
