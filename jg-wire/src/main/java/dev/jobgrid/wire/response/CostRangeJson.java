package dev.jobgrid.wire.response;

import dev.jobgrid.job.Cost;
import dev.jobgrid.wire.Amounts;
import java.math.BigDecimal;

/** {@code estimated_cost_usd}. */
record CostRangeJson(BigDecimal min, BigDecimal max) {
    static CostRangeJson of(Cost cost) {
        return new CostRangeJson(Amounts.dollars(cost.min()), Amounts.dollars(cost.max()));
    }
}
