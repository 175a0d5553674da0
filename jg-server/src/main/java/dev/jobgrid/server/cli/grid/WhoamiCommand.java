package dev.jobgrid.server.cli.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.WhoamiJson;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows who the grid takes the caller for. */
@Command(
        name = "whoami",
        description = "Show the workspace, name and scopes of the key in use.",
        footer = {"", "Example: jg whoami --context prod"},
        mixinStandardHelpOptions = true)
public final class WhoamiCommand implements Callable<Integer> {
    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Caller caller;
        try (JobGrid source = grid.open()) {
            caller = source.caller();
        }
        String scopes = caller.scopes().stream().sorted().map(Scope::published).collect(Collectors.joining(" "));
        output.print(
                caller.subject(),
                List.of(
                        List.of("workspace", caller.workspace().value()),
                        List.of("name", caller.subject()),
                        List.of("scopes", scopes)),
                () -> WhoamiJson.of(caller));
        return ExitCode.OK;
    }
}
