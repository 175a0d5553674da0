package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Estimated and actual cost of a job. */
record MoneyJson(
        CostRangeJson estimatedCostUsd,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable BigDecimal actualCostUsd,
        Billing billing) {
    /** @param costUsd so far, while the job runs */
    record Billing(
            String status, BigDecimal costUsd, @Nullable BigDecimal finalCostUsd) {}

    static MoneyJson of(Job job, Instant now) {
        Cost cost = job.state().cost();
        BigDecimal actual = cost.actual().map(Amounts::dollars).orElse(null);
        Usd soFar = cost.actual().orElseGet(() -> cost.payable(accrued(job, now)));
        boolean charged =
                cost.actual().filter(usd -> usd.compareTo(Usd.ZERO) > 0).isPresent();
        String status = !job.isTerminal() ? "reserved" : charged ? "charged" : "released";
        return new MoneyJson(
                CostRangeJson.of(cost),
                actual,
                new Billing(
                        status,
                        Amounts.dollars(soFar),
                        job.isTerminal() ? Amounts.dollars(cost.actual().orElse(Usd.ZERO)) : null));
    }

    private static Usd accrued(Job job, Instant now) {
        if (job.isTerminal() || job.state().times().started().isEmpty()) {
            return Usd.ZERO;
        }
        // After the program's end, storing its artifacts may take long, and is free.
        Instant until =
                job.phase() == ExecutionPhase.CLEANUP ? job.state().times().phaseStarted() : now;
        long seconds =
                Duration.between(job.state().times().started().get(), until).toSeconds();
        return job.attempt()
                .placement()
                .map(place -> place.hourlyRate().forSeconds(Math.max(0, seconds)))
                .orElse(Usd.ZERO);
    }
}
