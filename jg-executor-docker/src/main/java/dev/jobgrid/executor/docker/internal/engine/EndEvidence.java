package dev.jobgrid.executor.docker.internal.engine;

/**
 * An Engine's evidence of a container's end. It keeps its last events, and none from before it was started: an Engine
 * that was restarted since has no evidence of an end that it did not observe.
 */
public enum EndEvidence {
    /** It observed the program's end, without a stop except by a grid. */
    ENDED,
    /** It observed the end after a stop by itself or a user. */
    STOPPED,
    /** It was restarted after the end. */
    UNSEEN,
    /** It has dropped the events, or does not report them. */
    FORGOTTEN
}
