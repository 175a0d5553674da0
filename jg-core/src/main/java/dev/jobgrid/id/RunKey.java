package dev.jobgrid.id;

/**
 * The key of a run. The attempt is the fencing token: a write with an older one changes nothing.
 *
 * @param job the job
 * @param attempt 1 for the first run, one more for each further run
 */
public record RunKey(JobRef job, int attempt) {
    /** Checks that the attempt is 1 or more. */
    public RunKey {
        if (attempt < 1) {
            throw new IllegalArgumentException("an attempt is 1 or more, not " + attempt);
        }
    }

    @Override
    public String toString() {
        return job + "#" + attempt;
    }
}
