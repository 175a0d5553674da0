package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a workspace used.
 *
 * @param sentence what it comes to
 * @param days the period, in days
 * @param periods periods to choose from, in days
 * @param models what was used by GPU model, the dearest first
 * @param credits the balance, where jobs are paid by credits
 */
public record UsageView(
        String sentence, int days, List<Integer> periods, List<Model> models, Optional<CreditsView> credits) {
    /** Copies the lists. */
    public UsageView {
        periods = List.copyOf(periods);
        models = List.copyOf(models);
    }

    /**
     * What was used of a model.
     *
     * @param name the model
     * @param jobs how many jobs ran on it
     * @param hours GPU hours, as text
     * @param cost what they cost, as text
     * @param share of the dearest, 0 to 100
     * @param failed the share that failed, as text
     */
    public record Model(String name, long jobs, String hours, String cost, long share, String failed) {}

    /**
     * Credits.
     *
     * @param available those that jobs may reserve, as text
     * @param reserved those that jobs have reserved, as text
     * @param share the available ones of all, 0 to 100
     * @param movements the newest movements
     * @param older the query of the next page, if there is one
     */
    public record CreditsView(
            String available, String reserved, long share, List<Movement> movements, Optional<String> older) {
        /** Copies the list. */
        public CreditsView {
            movements = List.copyOf(movements);
        }
    }

    /**
     * A movement of credits.
     *
     * @param at when
     * @param words what it was
     * @param job the job that it was for; empty for none
     * @param amount the change of the available credits, as text
     * @param after the available credits afterwards, as text
     */
    public record Movement(Instant at, String words, String job, String amount, String after) {}
}
