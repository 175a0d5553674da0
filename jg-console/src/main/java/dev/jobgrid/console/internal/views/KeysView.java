package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API keys of a workspace.
 *
 * @param sentence how many work
 * @param made the key that was made just now, shown this once
 * @param draft the form of a new key
 * @param rows the keys, newest first
 * @param audit what was done to keys, newest first
 */
public record KeysView(String sentence, Optional<Made> made, Draft draft, List<Row> rows, List<Event> audit) {
    /** Copies the lists. */
    public KeysView {
        rows = List.copyOf(rows);
        audit = List.copyOf(audit);
    }

    /**
     * A new key.
     *
     * @param name its name
     * @param text the key itself
     */
    public record Made(String name, String text) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Made[" + name + "]";
        }
    }

    /**
     * The form of a new key.
     *
     * @param refusal why it was not made; empty if nothing is wrong
     * @param name its name
     * @param scopes the chosen scopes
     * @param addresses where it may be used from
     * @param days its days; 0 for no end
     * @param allScopes what can be chosen, with what it allows
     * @param ends the ends that can be chosen: days, with words
     */
    public record Draft(
            String refusal,
            String name,
            Set<String> scopes,
            String addresses,
            int days,
            Map<String, String> allScopes,
            Map<Integer, String> ends) {}

    /**
     * A key.
     *
     * @param id its id
     * @param name its purpose
     * @param prefix its first characters
     * @param allows what it allows, in words
     * @param from where it may be used from; empty for anywhere
     * @param state "works", "expired" or "revoked"
     * @param end when it ends or ended
     */
    public record Row(
            String id, String name, String prefix, String allows, String from, String state, Optional<Instant> end) {
        /** Whether it can be used, and so revoked. */
        public boolean works() {
            return state.equals("works");
        }
    }

    /**
     * Something that was done to a key.
     *
     * @param at when
     * @param what in words
     * @param detail which key or address
     */
    public record Event(Instant at, String what, String detail) {}
}
