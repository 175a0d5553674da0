package dev.jobgrid.bench.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The docker command. Single-threaded. */
final class DockerCommand implements AutoCloseable {
    private final Path events;
    private final Process listening;

    DockerCommand(Path folder) throws IOException {
        this.events = folder.resolve("events.txt");
        this.listening = new ProcessBuilder(
                        "docker",
                        "events",
                        "--filter=type=container",
                        "--format={{.TimeNano}} {{.Action}} {{index .Actor.Attributes \"dev.jobgrid.job\"}}")
                .redirectOutput(events.toFile())
                .start();
    }

    /** Runs it and returns its output. */
    static String run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("docker"));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("docker " + arguments[0] + " ended with exit code " + process.exitValue());
        }
        return output;
    }

    /** Runs it and discards its output. */
    static void runUnread(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("docker"));
        words.addAll(List.of(arguments));
        new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** When the Engine says that it did this to the job's container, in nanoseconds since 1970; waits until it has. */
    long at(String action, String job) throws IOException, InterruptedException {
        while (true) {
            OptionalLong at = Files.readAllLines(events).stream()
                    .filter(line -> line.endsWith(" " + action + " " + job))
                    .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                    .findFirst();
            if (at.isPresent()) {
                return at.getAsLong();
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        listening.destroy();
    }
}
