package dev.jobgrid.inputs;

/** How far an upload is (reference §05). */
public enum InputStatus {
    /** The slot is open; its bytes have not arrived. */
    PENDING,
    /** The bytes have arrived; the client has not completed the upload. */
    RECEIVED,
    /** Completed: jobs may use it, and it changes no more. */
    UPLOADED
}
