package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * A question before something is done that cannot be undone, or to many.
 *
 * @param heading what is asked
 * @param jobs the jobs it is about
 * @param action the form's address, relative to the mount
 * @param act what is done: "cancel" or "rerun"
 * @param button the words of the button
 * @param hasReason whether a reason may be given
 * @param back where to go instead, relative to the mount
 */
public record ConfirmView(
        String heading, List<Named> jobs, String action, String act, String button, boolean hasReason, String back) {
    /** Copies the list. */
    public ConfirmView {
        jobs = List.copyOf(jobs);
    }

    /**
     * A job.
     *
     * @param id its id
     * @param name its name
     * @param glyph the glyph of its status
     * @param word its status
     */
    public record Named(String id, String name, String glyph, String word) {}
}
