package dev.jobgrid.wire.response;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.wire.WireNames;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The progress of a job, and the reason for a delayed start (reference §07). */
record ProgressJson(
        Instant phaseStartedAt,
        Instant phaseLastUpdatedAt,
        Instant lastStatusUpdate,
        long waitDurationSeconds,
        boolean delayedStart,
        @Nullable DelayReason delayReason,
        Scheduling scheduling,
        int retryCount) {
    /** A start that takes longer than this counts as delayed, whatever the phase. */
    private static final Duration PROMPT = Duration.ofMinutes(1);

    /**
     * The code of a delay by nodes that cannot start programs or pull the image; its message includes their engines'
     * messages.
     */
    static final String NODE_UNAVAILABLE = "node_unavailable";

    record DelayReason(String code, String message) {}

    record Scheduling(String state, boolean workerAssigned, boolean delayedStart) {}

    static ProgressJson of(Job job, Instant now) {
        JobTimes times = job.state().times();
        Duration wait = wait(times, now);
        boolean delayed = isDelayed(job, wait);
        return new ProgressJson(
                times.phaseStarted(),
                times.updated(),
                times.updated(),
                wait.toSeconds(),
                delayed,
                delayed ? reason(job) : null,
                new Scheduling(
                        WireNames.of(job.phase()), job.attempt().placement().isPresent(), delayed),
                job.retryCount());
    }

    /** From when the job was last queued until its program started, it ended, or now. */
    private static Duration wait(JobTimes times, Instant now) {
        Instant from = times.queued().orElse(times.created());
        Instant until = times.started().or(times::finished).orElse(now);
        return until.isBefore(from) ? Duration.ZERO : Duration.between(from, until);
    }

    private static boolean isDelayed(Job job, Duration wait) {
        if (job.isTerminal() || job.state().times().started().isPresent()) {
            return false;
        }
        return waitsForCapacity(job.phase()) || !job.attempt().delayReason().isEmpty() || wait.compareTo(PROMPT) > 0;
    }

    private static boolean waitsForCapacity(ExecutionPhase phase) {
        return phase == ExecutionPhase.WAITING_FOR_CAPACITY || phase == ExecutionPhase.PROVIDER_PROVISIONING;
    }

    private static DelayReason reason(Job job) {
        String fault = job.attempt().delayReason();
        if (!fault.isEmpty()) {
            return new DelayReason(NODE_UNAVAILABLE, fault);
        }
        ExecutionPhase phase = job.phase();
        return waitsForCapacity(phase)
                ? new DelayReason("waiting_for_capacity", "Compatible capacity is still being prepared.")
                : new DelayReason(WireNames.of(phase), "The start takes longer than usual in this phase.");
    }
}
