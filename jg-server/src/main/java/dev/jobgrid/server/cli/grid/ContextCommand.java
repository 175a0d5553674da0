package dev.jobgrid.server.cli.grid;

import dev.jobgrid.server.cli.output.Column;
import dev.jobgrid.server.cli.output.Listing;
import dev.jobgrid.server.cli.output.OutputOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows saved servers, and changes which one is used. */
@Command(
        name = "context",
        description = "List the servers that 'jg login' saved, and change the current one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ContextCommand {
    private static final Listing<Row> ROWS = new Listing<>(
            Row::name,
            List.of(
                    Column.of("CURRENT", row -> row.current() ? "*" : ""),
                    Column.of("NAME", Row::name),
                    Column.of("SERVER", Row::server)));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** A saved server, without its key. */
    record Row(String name, String server, boolean current) {}

    @Command(
            name = "list",
            description = "List saved servers, by name.",
            footer = {"", "Example: jg context list"},
            mixinStandardHelpOptions = true)
    int list(@Mixin OutputOptions output) throws IOException {
        Contexts saved = file().read();
        List<Row> rows = saved.servers().entrySet().stream()
                .map(entry -> new Row(
                        entry.getKey(),
                        entry.getValue().base().toString(),
                        saved.current().filter(entry.getKey()::equals).isPresent()))
                .toList();
        output.print(ROWS, rows, () -> Map.of("contexts", rows), "/contexts");
        return ExitCode.OK;
    }

    @Command(
            name = "use",
            description = "Make a saved server the current one, which commands use if none is named.",
            footer = {"", "Example: jg context use prod"},
            mixinStandardHelpOptions = true)
    int use(
            @Parameters(paramLabel = "NAME", description = "Name of the saved server; see 'jg context list'.")
                    String name)
            throws IOException {
        ContextFile file = file();
        try {
            file.write(file.read().using(name));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK;
    }

    private ContextFile file() {
        return ContextFile.of(Shell.of(spec).environment());
    }
}
