package dev.jobgrid.server.doctor;

import java.util.List;

/**
 * One thing that was looked at.
 *
 * @param subject what
 * @param rank how good it is
 * @param text the finding
 * @param advice what to do about it; empty if there is nothing to do
 */
public record Finding(String subject, Rank rank, String text, List<String> advice) {
    /** How good something is. */
    public enum Rank {
        /** As it should be. */
        OK("ok"),
        /** Jobs can run, but not all, or not for long. */
        WEAK("weak"),
        /** No job can run. */
        MISSING("missing");

        private final String word;

        Rank(String word) {
            this.word = word;
        }

        /** For people. */
        public String word() {
            return word;
        }
    }

    /** Copies the advice. */
    public Finding {
        advice = List.copyOf(advice);
    }

    /** The same, no worse than that. */
    Finding atMost(Rank worst) {
        return rank.compareTo(worst) > 0 ? new Finding(subject, worst, text, advice) : this;
    }

    static Finding ok(String subject, String text) {
        return new Finding(subject, Rank.OK, text, List.of());
    }

    static Finding weak(String subject, String text, String... advice) {
        return new Finding(subject, Rank.WEAK, text, List.of(advice));
    }

    static Finding missing(String subject, String text, String... advice) {
        return new Finding(subject, Rank.MISSING, text, List.of(advice));
    }
}
