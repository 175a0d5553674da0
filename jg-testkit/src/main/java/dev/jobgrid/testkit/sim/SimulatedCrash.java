package dev.jobgrid.testkit.sim;

/** The process died here. An {@link Error}, so that no code under test takes it for a failure that it can handle. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String where) {
        super(where, null, false, false);
    }
}
