package dev.jobgrid.wire.response;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;

/** The answer to {@code GET /v1/billing/balance}: what a workspace has. */
public record BalanceJson(BigDecimal availableUsd, BigDecimal reservedUsd, BigDecimal totalUsd) {
    /** What there is of each. */
    public static BalanceJson of(CreditBalance balance) {
        return new BalanceJson(
                Amounts.dollars(balance.available()),
                Amounts.dollars(balance.reserved()),
                Amounts.dollars(balance.total()));
    }
}
