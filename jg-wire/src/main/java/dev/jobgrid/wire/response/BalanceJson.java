package dev.jobgrid.wire.response;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;

/** The response to {@code GET /v1/billing/balance}: a workspace's balance. */
public record BalanceJson(BigDecimal availableUsd, BigDecimal reservedUsd, BigDecimal totalUsd) {
    /** The amounts. */
    public static BalanceJson of(CreditBalance balance) {
        return new BalanceJson(
                Amounts.dollars(balance.available()),
                Amounts.dollars(balance.reserved()),
                Amounts.dollars(balance.total()));
    }
}
