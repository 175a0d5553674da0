package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Locale;

/** Offers as rows, best first. Pure. */
final class OfferRows {
    private OfferRows() {}

    static List<JobView.OfferRow> of(RouteTable table) {
        return table.rows().stream().map(OfferRows::of).toList();
    }

    private static JobView.OfferRow of(RouteTable.Row row) {
        String region = row.offer().region();
        return new JobView.OfferRow(
                row.offer().gpus().total() + " × " + row.offer().gpu().name(),
                row.offer().node() + (region.isBlank() ? "" : ", " + region),
                Quantities.dollars(row.hourlyRate()),
                range(row.leastCost(), row.mostCost()),
                row.start().map(OfferRows::range).orElse(""),
                verdict(row),
                row.verdict() == RouteTable.Verdict.CHOSEN);
    }

    private static String verdict(RouteTable.Row row) {
        return switch (row.verdict()) {
            case CHOSEN -> "chosen";
            case OUTRANKED -> "fits, another is better";
            case BUSY, REJECTED ->
                row.rejection()
                        .map(why -> why.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": needs "
                                + why.needed() + ", has " + why.found())
                        .orElse("does not fit");
        };
    }

    static String range(Usd least, Usd most) {
        return least.equals(most)
                ? Quantities.dollars(least)
                : Quantities.dollars(least) + " to " + Quantities.dollars(most);
    }

    static String range(DurationRange span) {
        if (span.max().toSeconds() == 0) {
            return "at once";
        }
        String most = Spans.age(span.max());
        return span.min().toSeconds() == 0 ? "within " + most : Spans.age(span.min()) + " to " + most;
    }
}
