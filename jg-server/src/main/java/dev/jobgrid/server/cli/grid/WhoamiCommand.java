package dev.jobgrid.server.cli.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.WhoamiJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows who the grid takes the caller for. */
@Command(
        name = "whoami",
        description = {
            "Show the workspace, name and scopes of the key in use.",
            "Also what named the key and the server: a flag, else the environment, else a context."
        },
        footer = {"", "Example: jg whoami --context prod"},
        mixinStandardHelpOptions = true)
public final class WhoamiCommand implements Callable<Integer> {
    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Caller caller = caller();
        String scopes = caller.scopes().stream().sorted().map(Scope::published).collect(Collectors.joining(" "));
        List<List<String>> lines = new ArrayList<>(List.of(
                List.of("workspace", caller.workspace().value()),
                List.of("name", caller.subject()),
                List.of("scopes", scopes)));
        if (!grid.isLocal()) {
            ServerChoice used = grid.choose();
            lines.add(List.of("server", used.server().base() + " (" + used.addressFrom() + ")"));
            lines.add(List.of("key", used.keyFrom()));
        }
        output.print(caller.subject(), lines, () -> WhoamiJson.of(caller));
        return ExitCode.OK;
    }

    private Caller caller() throws IOException {
        try (JobGrid source = grid.open()) {
            return source.caller();
        } catch (JobGridException e) {
            throw grid.isLocal()
                    ? e
                    : new JobGridException(
                            e.code(),
                            e.getMessage() + "; the key is that of "
                                    + grid.choose().keyFrom(),
                            e);
        }
    }
}
