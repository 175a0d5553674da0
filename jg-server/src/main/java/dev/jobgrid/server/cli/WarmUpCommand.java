package dev.jobgrid.server.cli;

import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.demo.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;

/** Loads what the other commands load, by running a demo that nobody sees: the launcher keeps it in an archive. */
@Command(name = "warm-up", hidden = true, mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final long MOST_MILLIS = 60_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        giveUpInTime();
        OneLineLog.show(Level.WARNING);
        Jg.commandLine().usage(new PrintWriter(Writer.nullWriter()));
        Path folder = Files.createTempDirectory("jobgrid-warm-up-");
        try {
            Path input = Files.writeString(folder.resolve("input.txt"), "warm\n");
            try (DemoGrid grid = new DemoGrid(new Screen(new PrintWriter(Writer.nullWriter()), false), folder)) {
                return grid.run(input) && isListed(grid, folder) ? 0 : 1;
            }
        } finally {
            DemoGrid.delete(folder);
        }
    }

    /** Short commands are the ones whose start is felt most. */
    private static boolean isListed(DemoGrid grid, Path folder) {
        Map<String, String> environment = new HashMap<>(grid.environment());
        environment.put("XDG_CONFIG_HOME", folder.toString());
        Shell shell = new Shell(environment, InputStream.nullInputStream(), false, false);
        for (String format : List.of("table", "json")) {
            int code = Jg.commandLine(shell, "jobs")
                    .setOut(new PrintWriter(Writer.nullWriter()))
                    .execute("jobs", "-o", format);
            if (code != 0) {
                return false;
            }
        }
        return true;
    }

    /** Nobody waits for more speed longer than for the thing itself. */
    private static void giveUpInTime() {
        Thread limit = new Thread(
                () -> {
                    try {
                        Thread.sleep(MOST_MILLIS);
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
