package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobgrid.credits.CreditEntry;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.id.JobId;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/billing/history}: movements of credits, newest first. */
public record CreditHistoryJson(
        List<Movement> movements,
        int limit,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor,
        boolean hasMore) {

    /** @param number counts the movements of the workspace */
    record Movement(
            long number,
            String type,
            @Nullable String jobId,
            @Nullable String reference,
            Instant createdAt,
            List<Entry> entries,
            BalanceJson balance) {
        static Movement of(CreditMovement movement) {
            return new Movement(
                    movement.number(),
                    WireNames.of(movement.kind()),
                    movement.job().map(JobId::value).orElse(null),
                    movement.reference().orElse(null),
                    movement.at(),
                    movement.entries().stream().map(Entry::of).toList(),
                    BalanceJson.of(movement.after()));
        }
    }

    /** @param amountUsd negative for a debit */
    record Entry(String account, BigDecimal amountUsd) {
        static Entry of(CreditEntry entry) {
            return new Entry(WireNames.of(entry.account()), Amounts.dollars(entry.micros()));
        }
    }

    /** A page of movements, with the requested page size. */
    public static CreditHistoryJson of(CreditPage page, int limit) {
        return new CreditHistoryJson(
                page.movements().stream().map(Movement::of).toList(),
                limit,
                page.next().isPresent() ? String.valueOf(page.next().getAsLong()) : null,
                page.next().isPresent());
    }
}
