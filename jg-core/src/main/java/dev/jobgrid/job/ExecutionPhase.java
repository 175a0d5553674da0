package dev.jobgrid.job;

/** Progress inside a status (reference §07). A phase never decides a status. */
public enum ExecutionPhase {
    /** Handed in. */
    SUBMITTED,
    /** Eligible for scheduling. */
    QUEUED,
    /** Places that fit are all busy. */
    WAITING_FOR_CAPACITY,
    /** A place is being made. */
    PROVIDER_PROVISIONING,
    /** A node is chosen. */
    WORKER_ASSIGNED,
    /** The workload's image is fetched. */
    IMAGE_DOWNLOAD,
    /** Inputs and scripts are put in place. */
    RUNTIME_PREPARATION,
    /** The container or process is being started. */
    CONTAINER_STARTING,
    /** The program has been started. */
    WORKLOAD_EXECUTION,
    /** The program runs. */
    RUNNING,
    /** The program is over; what it left is collected. */
    CLEANUP,
    /** The job is over. */
    TERMINAL
}
