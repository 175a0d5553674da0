package dev.jobgrid.errors;

/** Why a call was refused (reference §13). {@code ErrorResponses} in jg-http-adapter maps each to its HTTP status. */
public enum ErrorCode {
    /** The draft, a field or the body is invalid. */
    INVALID_REQUEST,
    /** No token, or one that no key matches. */
    UNAUTHORIZED,
    /** The caller's key lacks a scope. */
    FORBIDDEN,
    /** The workspace has too few credits. */
    INSUFFICIENT_FUNDS,
    /** Nothing of that name exists in the caller's workspace. */
    NOT_FOUND,
    /** The state of the resource does not allow the call. */
    CONFLICT,
    /** An expected artifact's path is not below the artifacts folder, or is not a file's. */
    INVALID_EXPECTED_ARTIFACT,
    /** A draft names an input that does not exist. */
    JOB_INPUT_NOT_FOUND,
    /** A draft names an input whose upload is not completed. */
    JOB_INPUT_NOT_READY,
    /** An artifact is known, but its bytes are not stored. */
    ARTIFACT_NOT_READY,
    /** No place could be held for a launch plan, or its node takes no work now. */
    LAUNCH_PLAN_UNAVAILABLE,
    /** The launch plan has expired, was given back or lost its place. */
    LAUNCH_PLAN_ENDED,
    /** The job needs no GPU, and this grid runs only GPU work. */
    CPU_ONLY_WORKLOAD_UNSUPPORTED,
    /** Nothing in the draft says whether the job needs a GPU. */
    ACCELERATOR_REQUIREMENT_UNSPECIFIED,
    /** The user has the most unfinished jobs allowed. */
    USER_CONCURRENT_LIMIT,
    /** The user submits faster than allowed. */
    JOB_RATE_LIMITED,
    /** The queue is full. */
    QUEUE_SATURATED,
    /** The grid accepts no new work now. */
    MAINTENANCE_ACTIVE,
    /** Inputs can't be stored now. */
    JOB_INPUTS_UNAVAILABLE,
    /** Artifacts can't be read now. */
    ARTIFACTS_UNAVAILABLE,
    /** The grid's store is down, does not answer or is read-only now. */
    STORE_UNAVAILABLE,
    /** An internal error of the grid. */
    INTERNAL_ERROR
}
