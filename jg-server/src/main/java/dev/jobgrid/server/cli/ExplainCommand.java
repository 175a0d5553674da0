package dev.jobgrid.server.cli;

import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.estimate.RouteTable.Row;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.DryRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows where a job would go, and why nowhere else. */
@Command(
        name = "explain",
        description = {
            "Shows where a job would go on this machine's GPUs, and why nowhere else. Runs nothing.",
            "With a catalog, what it says could be rented is shown beside them."
        },
        footer = {"", "Exit code 0 if there is a place for the job, 1 if not."},
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SPEC.json", description = "The job as a client would submit it.")
    private Path draft = Path.of("spec.json");

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            converter = GpuConverter.class,
            description = "Declares GPUs that are not there, as for the server. May be given several times.")
    private List<SimulatedGpu> gpus = new ArrayList<>();

    @Option(names = "--catalog", paramLabel = "FILE", description = "GPU models, prices and profiles, CSV or JSON.")
    private @Nullable Path catalog;

    @Option(names = "--rows", paramLabel = "N", description = "Rows to show. Default: ${DEFAULT-VALUE}.")
    private int most = 30;

    @Override
    public Integer call() throws IOException {
        OneLineLog.show(Level.WARNING);
        RouteTable table = DryRun.of(draft, gpus, Optional.ofNullable(catalog));
        PrintWriter out = spec.commandLine().getOut();
        table.estimate().screening().checks().forEach(check -> out.println(sentence(check)));
        print(out, "VERDICT", "GPU", "NODE OR PROFILE", "REGION", "$/H", "EXPECTED COST", "START", "WHY NOT");
        table.rows().stream()
                .limit(most)
                .forEach(row ->
                        print(out, row, table.estimate().decision().demand().gpus()));
        if (table.rows().size() > most) {
            out.println("and " + (table.rows().size() - most) + " more; --rows shows more of them");
        }
        if (table.rows().isEmpty()) {
            out.println("nothing to run on: declare a GPU with --simulate-gpu 'NVIDIA L4:24', or give a --catalog");
        }
        out.flush();
        return table.estimate().isAvailable() ? 0 : 1;
    }

    private static String sentence(Check check) {
        return check.severity().name().toLowerCase(Locale.ROOT) + ": " + check.message();
    }

    private static void print(PrintWriter out, Row row, int count) {
        print(
                out,
                row.verdict().name().toLowerCase(Locale.ROOT),
                count + " x " + row.offer().gpu().name() + (row.offer().simulated() ? " (simulated)" : ""),
                row.offer().node().isEmpty() ? row.offer().id() : row.offer().node(),
                row.offer().region().isEmpty() ? "-" : row.offer().region(),
                dollars(row.hourlyRate()),
                dollars(row.leastCost()) + " to " + dollars(row.mostCost()),
                row.start().map(ExplainCommand::range).orElse("-"),
                row.rejection()
                        .map(r -> r.reason().name().toLowerCase(Locale.ROOT) + ": needs " + r.needed() + ", has "
                                + r.found())
                        .orElse(""));
    }

    private static void print(PrintWriter out, String... cells) {
        out.println(String.format(Locale.ROOT, "%-9s  %-28s  %-30s  %-14s  %9s  %-19s  %-10s  %s", (Object[]) cells)
                .stripTrailing());
    }

    private static String dollars(Usd amount) {
        return String.format(Locale.ROOT, "%.2f", amount.dollars());
    }

    private static String range(DurationRange span) {
        return words(span.min()) + " to " + words(span.max());
    }

    private static String words(Duration length) {
        return length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }
}
