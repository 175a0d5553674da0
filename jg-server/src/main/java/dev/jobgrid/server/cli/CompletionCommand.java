package dev.jobgrid.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script for a shell. */
@Command(
        name = "completion",
        description = "Print a shell's completion script for jg.",
        footer = {
            "",
            "Examples:",
            "  jg completion bash > ~/.local/share/bash-completion/completions/jg",
            "  jg completion fish > ~/.config/fish/completions/jg.fish"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "Shell: bash, zsh or fish.")
    private ShellName shell = ShellName.BASH;

    /** The shells whose scripts are known. */
    enum ShellName {
        BASH,
        ZSH,
        FISH
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        switch (shell) {
            // One script for both: under zsh it loads bashcompinit.
            case BASH, ZSH -> out.print(AutoComplete.bash("jg", root));
            case FISH -> FishCompletion.of(root.getCommandSpec()).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
