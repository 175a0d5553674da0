package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * What came of something done to many jobs.
 *
 * @param sentence how many it was done to
 * @param results what came of it for each
 */
public record ResultsView(String sentence, List<Result> results) {
    /** Copies the list. */
    public ResultsView {
        results = List.copyOf(results);
    }

    /**
     * What came of it for a job.
     *
     * @param id the job
     * @param name its name
     * @param words what happened
     * @param isRefused whether nothing was done
     * @param made the job that was made; empty if none was
     */
    public record Result(String id, String name, String words, boolean isRefused, String made) {}
}
