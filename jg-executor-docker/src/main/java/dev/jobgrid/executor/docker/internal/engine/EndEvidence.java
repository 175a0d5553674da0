package dev.jobgrid.executor.docker.internal.engine;

/**
 * What an Engine remembers of a container that is over. It keeps its last events, and none from before it was started: so
 * one that was started since knows nothing of an end that it did not see, or did not bring about itself.
 */
public enum EndEvidence {
    /** It saw the program end, and nobody had asked for that but a grid. */
    ENDED,
    /** It saw it end, after it or someone else asked for that. */
    STOPPED,
    /** It was started after the end. */
    UNSEEN,
    /** Too much has happened since, or it does not tell. */
    FORGOTTEN
}
