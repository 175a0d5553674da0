package dev.jobgrid.wire.response;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.wire.WireNames;

/** {@code status_message}: the job's own message, else a sentence for its phase. */
final class PhaseText {
    private PhaseText() {}

    static String of(Job job) {
        if (!job.state().message().isEmpty()) {
            return job.state().message();
        }
        return job.isTerminal() ? of(job.status()) : of(job.phase());
    }

    private static String of(JobStatus status) {
        return switch (status) {
            case PENDING, QUEUED, ASSIGNED, RUNNING -> "The job is " + WireNames.of(status) + ".";
            case COMPLETED -> "The job completed.";
            case FAILED -> "The job failed.";
            case REJECTED -> "The job was rejected: nothing that the grid knows can run it.";
            case CANCELLED -> "The job was cancelled.";
        };
    }

    private static String of(ExecutionPhase phase) {
        return switch (phase) {
            case SUBMITTED -> "The job was submitted.";
            case QUEUED -> "The job is eligible for scheduling.";
            case WAITING_FOR_CAPACITY, PROVIDER_PROVISIONING -> "Waiting for compatible capacity.";
            case WORKER_ASSIGNED -> "A worker is assigned.";
            case IMAGE_DOWNLOAD -> "The image is being downloaded.";
            case RUNTIME_PREPARATION -> "Inputs and scripts are being put in place.";
            case CONTAINER_STARTING -> "The workload is being started.";
            case WORKLOAD_EXECUTION, RUNNING -> "The workload is running.";
            case CLEANUP -> "What the workload left is being collected.";
            case TERMINAL -> "The job is over.";
        };
    }
}
