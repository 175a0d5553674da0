package dev.jobgrid.credits;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of movements of a workspace, newest first.
 *
 * @param movements the movements
 * @param next {@code before} of the next page; absent if these are the oldest
 */
public record CreditPage(List<CreditMovement> movements, OptionalLong next) {
    /** Copies the movements. */
    public CreditPage {
        movements = List.copyOf(movements);
    }
}
