package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.server.cli.grid.Shell;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks for confirmation on a terminal before something that cannot be undone. */
final class Consent {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask. Without a terminal nothing is asked.")
    private boolean yes;

    boolean given(String question) {
        Shell shell = Shell.of(spec);
        if (yes || !shell.isInteractive()) {
            return true;
        }
        spec.commandLine().getErr().print(question + " [y/N] ");
        spec.commandLine().getErr().flush();
        Scanner answers = new Scanner(shell.in(), Charset.defaultCharset());
        return answers.hasNextLine()
                && Set.of("y", "yes").contains(answers.nextLine().strip().toLowerCase(Locale.ROOT));
    }
}
