package dev.jobgrid.internal.credits;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.store.Ledger;
import java.util.List;
import java.util.Optional;

/** Checks that callers who pay by credits have enough. Thread-safe. */
public final class CreditCheck {
    private static final String REMEDY =
            "Have the grid's operator top up the workspace, wait for a job to end, or ask for"
                    + " less: a shorter timeout_seconds or a cheaper GPU.";

    private final Optional<CreditPolicy> policy;
    private final Ledger ledger;

    /** A check by this policy and ledger; nobody pays without a policy. */
    public CreditCheck(Optional<CreditPolicy> policy, Ledger ledger) {
        this.policy = policy;
        this.ledger = ledger;
    }

    /** Whether a caller's jobs reserve credits. */
    public boolean pays(Caller caller) {
        return policy.isPresent() && policy.get().pays(caller);
    }

    /** The cost of a caller's job, which reserves credits if the caller pays. */
    public Cost held(Caller caller, Cost cost) {
        return pays(caller) ? cost.holding() : cost;
    }

    /** The current shortfall for a job of this cost, if there is one. Reserves nothing. */
    public Optional<Shortfall> missing(WorkspaceId workspace, Cost cost) {
        return cost.held().flatMap(held -> {
            CreditPosition position = ledger.position(workspace);
            return position.covers(held)
                    ? Optional.empty()
                    : Optional.of(new Shortfall(position.balance().available(), held));
        });
    }

    /** The refusal of a caller without enough credits for a submit. */
    public static JobGridException refused(Optional<Shortfall> shortfall) {
        Usd available = shortfall.map(Shortfall::available).orElse(Usd.ZERO);
        Usd needed = shortfall.map(Shortfall::needed).orElse(Usd.ZERO);
        String what = "the workspace has " + available + " of credits available, and this would hold back " + needed
                + " until it is over";
        Check check = new Check(
                ErrorCode.INSUFFICIENT_FUNDS, Check.Severity.ERROR, Optional.empty(), what, Optional.of(REMEDY));
        return new JobGridException(
                ErrorCode.INSUFFICIENT_FUNDS, what + ". " + REMEDY, List.of(check), Optional.empty());
    }
}
