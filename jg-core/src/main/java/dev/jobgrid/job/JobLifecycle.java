package dev.jobgrid.job;

import static dev.jobgrid.job.ExecutionPhase.CLEANUP;
import static dev.jobgrid.job.ExecutionPhase.CONTAINER_STARTING;
import static dev.jobgrid.job.ExecutionPhase.IMAGE_DOWNLOAD;
import static dev.jobgrid.job.ExecutionPhase.PROVIDER_PROVISIONING;
import static dev.jobgrid.job.ExecutionPhase.RUNTIME_PREPARATION;
import static dev.jobgrid.job.ExecutionPhase.SUBMITTED;
import static dev.jobgrid.job.ExecutionPhase.TERMINAL;
import static dev.jobgrid.job.ExecutionPhase.WAITING_FOR_CAPACITY;
import static dev.jobgrid.job.ExecutionPhase.WORKER_ASSIGNED;
import static dev.jobgrid.job.ExecutionPhase.WORKLOAD_EXECUTION;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The state machine of jobs: the status that each trigger leads to, and the phases of each status. */
public final class JobLifecycle {
    private static final Map<JobStatus, Map<Trigger, JobStatus>> MOVES = moves();
    private static final Map<JobStatus, Set<ExecutionPhase>> PHASES = phases();

    private JobLifecycle() {}

    /** The status after the trigger, or empty if the status does not allow it. */
    public static Optional<JobStatus> after(JobStatus from, Trigger signal) {
        return Optional.ofNullable(MOVES.getOrDefault(from, Map.of()).get(signal));
    }

    /** The phases that a job in this status can be in. */
    public static Set<ExecutionPhase> phasesOf(JobStatus status) {
        return PHASES.getOrDefault(status, Set.of(TERMINAL));
    }

    private static Map<JobStatus, Map<Trigger, JobStatus>> moves() {
        Map<JobStatus, Map<Trigger, JobStatus>> moves = new EnumMap<>(JobStatus.class);
        moves.put(
                JobStatus.PENDING,
                Map.of(
                        Trigger.ADMIT, JobStatus.QUEUED,
                        Trigger.REJECT, JobStatus.REJECTED,
                        Trigger.CANCEL, JobStatus.CANCELLED));
        moves.put(
                JobStatus.QUEUED,
                Map.of(
                        Trigger.REJECT, JobStatus.REJECTED,
                        Trigger.ASSIGN, JobStatus.ASSIGNED,
                        Trigger.FAIL, JobStatus.FAILED,
                        Trigger.CANCEL, JobStatus.CANCELLED));
        moves.put(
                JobStatus.ASSIGNED,
                Map.of(
                        Trigger.START, JobStatus.RUNNING,
                        Trigger.REQUEUE, JobStatus.QUEUED,
                        Trigger.FAIL, JobStatus.FAILED,
                        Trigger.CANCEL, JobStatus.CANCELLED));
        moves.put(
                JobStatus.RUNNING,
                Map.of(
                        Trigger.REQUEUE, JobStatus.QUEUED,
                        Trigger.COMPLETE, JobStatus.COMPLETED,
                        Trigger.FAIL, JobStatus.FAILED,
                        Trigger.CANCEL, JobStatus.CANCELLED));
        return moves;
    }

    private static Map<JobStatus, Set<ExecutionPhase>> phases() {
        Map<JobStatus, Set<ExecutionPhase>> phases = new EnumMap<>(JobStatus.class);
        phases.put(JobStatus.PENDING, EnumSet.of(SUBMITTED));
        phases.put(JobStatus.QUEUED, EnumSet.of(ExecutionPhase.QUEUED, WAITING_FOR_CAPACITY, PROVIDER_PROVISIONING));
        phases.put(
                JobStatus.ASSIGNED,
                EnumSet.of(
                        WORKER_ASSIGNED,
                        WAITING_FOR_CAPACITY,
                        PROVIDER_PROVISIONING,
                        IMAGE_DOWNLOAD,
                        RUNTIME_PREPARATION,
                        CONTAINER_STARTING));
        phases.put(JobStatus.RUNNING, EnumSet.of(WORKLOAD_EXECUTION, ExecutionPhase.RUNNING, CLEANUP));
        return phases;
    }
}
