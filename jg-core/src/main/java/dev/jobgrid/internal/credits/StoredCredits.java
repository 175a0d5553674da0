package dev.jobgrid.internal.credits;

import dev.jobgrid.Credits;
import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Ledger;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * A workspace's credits in the store. Thread-safe.
 *
 * @param allowTopUp throws if whoever holds them may not top up
 */
public record StoredCredits(Ledger ledger, WorkspaceId workspace, InstantSource clock, Runnable allowTopUp)
        implements Credits {
    private static final int MAX_LISTED = 100;

    @Override
    public CreditBalance balance() {
        return ledger.position(workspace).balance();
    }

    @Override
    public CreditPage history(OptionalLong before, int limit) {
        int read = Math.max(1, Math.min(MAX_LISTED, limit));
        List<CreditMovement> found = ledger.movements(workspace, before, read + 1);
        if (found.size() <= read) {
            return new CreditPage(found, OptionalLong.empty());
        }
        List<CreditMovement> shown = found.subList(0, read);
        return new CreditPage(shown, OptionalLong.of(shown.get(read - 1).number()));
    }

    @Override
    public CreditMovement topUp(Usd amount, String reference) {
        allowTopUp.run();
        check(amount);
        check(reference);
        CreditMovement movement;
        try {
            movement = ledger.topUp(new TopUp(workspace, amount, reference, clock.instant()));
        } catch (ArithmeticException e) {
            throw invalid("workspace " + workspace + " would have more than " + new Usd(Long.MAX_VALUE)
                    + ", which is as much as is counted");
        }
        Usd given = new Usd(movement.gain(CreditAccount.AVAILABLE));
        if (!given.equals(amount)) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "workspace " + workspace + " was topped up by reference '" + reference + "' with " + given
                            + " before, not with " + amount + "; use another reference for another top-up");
        }
        return movement;
    }

    private static void check(Usd amount) {
        if (amount.equals(Usd.ZERO) || amount.compareTo(TopUp.MAX_AMOUNT) > 0) {
            throw invalid(
                    "the amount is " + amount + "; more than nothing and at most " + TopUp.MAX_AMOUNT + " is allowed");
        }
    }

    private static void check(String reference) {
        if (reference.isBlank() || reference.length() > TopUp.MAX_REFERENCE) {
            throw invalid("the reference has " + reference.length() + " characters; 1 to " + TopUp.MAX_REFERENCE
                    + " are allowed, and not only blanks");
        }
        if (reference.chars().anyMatch(Character::isISOControl)) {
            throw invalid("the reference has a control character in it; leave that out");
        }
    }

    private static JobGridException invalid(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
