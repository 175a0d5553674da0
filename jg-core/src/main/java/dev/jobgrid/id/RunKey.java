package dev.jobgrid.id;

/**
 * Names one run of a job. The attempt is the fencing number: a write that carries an older one changes nothing.
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
