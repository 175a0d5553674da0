package dev.jobgrid.job;

/** Progress inside a status (reference §07). A phase never decides a status. */
public enum ExecutionPhase {
    /** Submitted. */
    SUBMITTED,
    /** Eligible for scheduling. */
    QUEUED,
    /** All matching devices are busy. */
    WAITING_FOR_CAPACITY,
    /** A node is being provisioned. */
    PROVIDER_PROVISIONING,
    /** A node is chosen. */
    WORKER_ASSIGNED,
    /** The workload's image is pulled. */
    IMAGE_DOWNLOAD,
    /** Inputs and scripts are staged. */
    RUNTIME_PREPARATION,
    /** The container or process is being started. */
    CONTAINER_STARTING,
    /** The program has been started. */
    WORKLOAD_EXECUTION,
    /** The program is running. */
    RUNNING,
    /** The program has ended; its artifacts are collected. */
    CLEANUP,
    /** The job has ended. */
    TERMINAL
}
