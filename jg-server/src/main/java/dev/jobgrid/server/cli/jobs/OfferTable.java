package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.estimate.RouteTable.Row;
import dev.jobgrid.server.cli.output.Column;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.server.cli.output.Listing;
import dev.jobgrid.wire.WireNames;
import java.util.List;
import java.util.Locale;

/** The offers for a job as a table. Pure. */
public final class OfferTable {
    private OfferTable() {}

    /** The columns of a table's rows. */
    public static Listing<Row> of(RouteTable table) {
        int gpus = table.estimate().decision().demand().gpus();
        return new Listing<>(
                row -> row.offer().id(),
                List.of(
                        Column.of("VERDICT", row -> WireNames.of(row.verdict())),
                        Column.of(
                                "GPU",
                                row -> gpus + " x " + row.offer().gpu().name()
                                        + (row.offer().simulated() ? " (simulated)" : "")),
                        Column.of(
                                "NODE OR PROFILE",
                                row -> row.offer().node().isEmpty()
                                        ? row.offer().id()
                                        : row.offer().node()),
                        Column.of("REGION", row -> Formats.orDash(row.offer().region())),
                        Column.of(
                                "$/H", row -> Formats.dollars(row.hourlyRate()).substring(1)),
                        Column.of("EXPECTED COST", row -> Formats.dollars(row.leastCost(), row.mostCost())),
                        Column.of(
                                "START", row -> row.start().map(Formats::range).orElse("-")),
                        Column.of("WHY NOT", OfferTable::rejection)));
    }

    private static String rejection(Row row) {
        return row.rejection()
                .map(found -> WireNames.of(found.reason()) + ": needs " + found.needed() + ", has " + found.found())
                .orElse("");
    }

    /** A violation in a sentence: "error: …". */
    public static String sentence(Check check) {
        return check.severity().name().toLowerCase(Locale.ROOT) + ": " + check.message();
    }
}
