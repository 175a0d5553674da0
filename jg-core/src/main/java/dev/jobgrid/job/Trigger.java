package dev.jobgrid.job;

/** What can happen to a job. */
public enum Trigger {
    /** It may wait for a place. */
    ADMIT,
    /** It can never be placed. */
    REJECT,
    /** It gets a place. */
    ASSIGN,
    /** Its program runs. */
    START,
    /** Its run was lost; it waits again. */
    REQUEUE,
    /** Its program ended with exit code 0. */
    COMPLETE,
    /** It ended otherwise. */
    FAIL,
    /** A caller stops it. */
    CANCEL
}
