package dev.jobgrid.testkit.sim;

/** A crash of the process. An {@link Error}, so that no code under test handles it as a failure. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String where) {
        super(where, null, false, false);
    }
}
