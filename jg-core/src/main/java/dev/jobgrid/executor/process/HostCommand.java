package dev.jobgrid.executor.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs small programs of the host. */
final class HostCommand {
    private HostCommand() {}

    /**
     * The output of a program, if it exists and ends in time with exit code 0. An interrupt ends the wait and stays set
     * for the caller.
     */
    static Optional<String> run(List<String> words, Duration wait) {
        try {
            // Into a file: a pipe could be held open by a child of a program that hangs.
            Path output = Files.createTempFile("jobgrid", ".out");
            try {
                return run(words, wait, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> run(List<String> words, Duration wait, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
                return Optional.of(new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        return Optional.empty();
    }
}
