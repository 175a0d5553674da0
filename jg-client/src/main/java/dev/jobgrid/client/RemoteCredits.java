package dev.jobgrid.client;

import dev.jobgrid.Credits;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.wire.client.CreditReader;
import java.util.OptionalLong;

/** Credits of the workspace of the key's holder. Thread-safe. */
final class RemoteCredits implements Credits {
    private final RemoteGrid grid;

    RemoteCredits(RemoteGrid grid) {
        this.grid = grid;
    }

    @Override
    public CreditBalance balance() {
        return grid.get("/v1/billing/balance", CreditReader::balance);
    }

    @Override
    public CreditPage history(OptionalLong before, int limit) {
        String from = before.isPresent() ? "&cursor=" + before.getAsLong() : "";
        return grid.get("/v1/billing/history?limit=" + limit + from, CreditReader::page);
    }

    @Override
    public CreditMovement topUp(Usd amount, String reference) {
        throw RemoteGrid.operatorsOnly("top-ups are");
    }
}
