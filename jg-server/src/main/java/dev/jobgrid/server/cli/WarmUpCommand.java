package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.demo.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Loads what the other commands load, by running a demo without output, and commands on it: the launcher keeps it in an
 * archive. Commands that talk to a server get a smaller one from a JVM of their own, since a JVM that starts pays for each
 * class of its archive.
 */
@Command(name = "warm-up", hidden = true, mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final long MAX_MILLIS = 120_000;

    @Option(names = "--client-option", description = "JVM option that writes the archive of client commands.")
    private Optional<String> clientOption = Optional.empty();

    @Option(names = "--client", description = "Run client commands on the server of the environment.")
    private boolean isClient;

    @Override
    public Integer call() throws IOException, InterruptedException {
        giveUpInTime();
        Path folder = Files.createTempDirectory("jobgrid-warm-up-");
        try {
            return (isClient ? runsCommands(System.getenv(), folder) : runsDemo(folder)) ? 0 : 1;
        } finally {
            DemoGrid.delete(folder);
        }
    }

    private boolean runsDemo(Path folder) throws IOException, InterruptedException {
        OneLineLog.show(Level.WARNING);
        Jg.commandLine().usage(new PrintWriter(Writer.nullWriter()));
        Path input = Files.writeString(folder.resolve("input.txt"), "warm\n");
        try (DemoGrid grid = new DemoGrid(new Screen(new PrintWriter(Writer.nullWriter()), false), folder)) {
            return grid.run(input)
                    && runsCommands(grid.environment(), folder)
                    && (clientOption.isEmpty() || runsClient(clientOption.get(), grid.environment()));
        }
    }

    private static boolean runsClient(String option, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder client = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-jar",
                System.getProperty("java.class.path"),
                "warm-up",
                "--client");
        client.environment().putAll(environment);
        return client.inheritIO().start().waitFor() == 0;
    }

    /** One that reads, one that writes and one that follows load what the others need. */
    private static boolean runsCommands(Map<String, String> environment, Path folder) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("XDG_CONFIG_HOME", folder.toString());
        Shell shell = new Shell(variables, InputStream.nullInputStream(), false, false);
        Optional<String> job =
                output(shell, "jobs", "--limit", "1", "-o", "name").map(String::strip);
        return job.isPresent()
                && Stream.of(
                                List.of("jobs"),
                                List.of("jobs", "-o", "json"),
                                List.of("status", job.get()),
                                List.of("rerun", job.get()),
                                List.of("logs", "-f", job.get()))
                        .allMatch(command ->
                                output(shell, command.toArray(String[]::new)).isPresent());
    }

    /** The output of a command, if it succeeds. */
    private static Optional<String> output(Shell shell, String... command) {
        StringWriter printed = new StringWriter();
        int code = Jg.commandLine(shell, command)
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(Writer.nullWriter()))
                .execute(command);
        return code == 0 ? Optional.of(printed.toString()) : Optional.empty();
    }

    /** A warm-up must not take longer than it saves. */
    private static void giveUpInTime() {
        Thread limit = new Thread(
                () -> {
                    try {
                        Thread.sleep(MAX_MILLIS);
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "jg-warm-up-limit");
        limit.setDaemon(true);
        limit.start();
    }
}
