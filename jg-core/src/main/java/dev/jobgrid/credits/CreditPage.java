package dev.jobgrid.credits;

import java.util.List;
import java.util.OptionalLong;

/**
 * Movements of a workspace, the newest first.
 *
 * @param movements some of them
 * @param next the number before which to read on; absent if these are the oldest
 */
public record CreditPage(List<CreditMovement> movements, OptionalLong next) {
    /** Copies the movements. */
    public CreditPage {
        movements = List.copyOf(movements);
    }
}
