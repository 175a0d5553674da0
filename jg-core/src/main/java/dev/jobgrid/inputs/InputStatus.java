package dev.jobgrid.inputs;

/** The state of an upload (reference §05). */
public enum InputStatus {
    /** The slot is open; its bytes have not arrived. */
    PENDING,
    /** The bytes have arrived; the client has not completed the upload. */
    RECEIVED,
    /** Completed: jobs may use it, and it is immutable. */
    UPLOADED
}
