package dev.jobgrid.job;

/** Triggers of the job lifecycle. */
public enum Trigger {
    /** It is admitted to the queue. */
    ADMIT,
    /** It can never be placed. */
    REJECT,
    /** It is placed. */
    ASSIGN,
    /** Its program runs. */
    START,
    /** Its run was lost; it waits again. */
    REQUEUE,
    /** Its program ended with exit code 0. */
    COMPLETE,
    /** It failed. */
    FAIL,
    /** A caller cancels it. */
    CANCEL
}
