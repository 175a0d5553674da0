package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * A question before something is done that cannot be undone, or to many.
 *
 * @param heading what is asked
 * @param jobs the jobs it is about, if any
 * @param action the form's address, relative to the mount
 * @param act what is done: "cancel" or "rerun"
 * @param button the words of the button
 * @param field what is to be filled in
 * @param back where to go instead, relative to the mount
 */
public record ConfirmView(
        String heading, List<Named> jobs, String action, String act, String button, Field field, String back) {
    /** Copies the list. */
    public ConfirmView {
        jobs = List.copyOf(jobs);
    }

    /** A question about no job, with nothing to be filled in. */
    public static ConfirmView of(String heading, String action, String button, String back) {
        return new ConfirmView(heading, List.of(), action, "", button, Field.NONE, back);
    }

    /** The same, to be answered by typing a word. */
    public ConfirmView typing(String word) {
        return new ConfirmView(
                heading, jobs, action, act, button, new Field("typed", "Type " + word + " to confirm", true), back);
    }

    /**
     * A field.
     *
     * @param name its name; empty for no field
     * @param label its label
     * @param isRequired whether it has to be filled in
     */
    public record Field(String name, String label, boolean isRequired) {
        /** No field. */
        public static final Field NONE = new Field("", "", false);
        /** A reason for people. */
        public static final Field REASON = new Field("reason", "Reason, for people", false);
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
