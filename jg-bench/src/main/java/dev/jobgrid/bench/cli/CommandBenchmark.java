package dev.jobgrid.bench.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long a command takes as a whole, beside {@code java -version}, and how soon {@code jg run} is gone after Ctrl-C.
 *
 * <p>{@code CommandBenchmark JG ROUNDS}: the launcher, such as {@code ./jg}, which takes the Java of {@code JAVA_HOME}.
 */
public final class CommandBenchmark {
    private static final int CTRL_C = 130;

    private final String jg;
    private final Path folder;
    private String url = "";
    private String key = "";

    private CommandBenchmark(String jg, Path folder) {
        this.jg = jg;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("jobgrid-command-");
        new CommandBenchmark(args[0], folder).run(Integer.parseInt(args[1]));
    }

    private void run(int rounds) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        jg,
                        "server",
                        "--data",
                        folder.resolve("data") + "",
                        "--port",
                        "0",
                        "--simulate-gpu",
                        "NVIDIA L4:24")
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        try (BufferedReader lines = server.inputReader()) {
            url = after("takes requests at ", lines);
            key = after("API key", lines).split(" ", 2)[0];
            measure(rounds);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void measure(int rounds) throws IOException, InterruptedException {
        String java = System.getenv().containsKey("JAVA_HOME") ? System.getenv("JAVA_HOME") + "/bin/java" : "java";
        List<Double> versions = new ArrayList<>();
        List<Double> commands = new ArrayList<>();
        List<Double> ends = new ArrayList<>();
        millisOf(jg, "jobs");
        for (int i = 0; i < rounds; i++) {
            versions.add(millisOf(java, "-version"));
            commands.add(millisOf(jg, "jobs"));
            ends.add(millisToDetach());
        }
        System.out.println("| command | median, ms | least | most |");
        System.out.println("| --- | --- | --- | --- |");
        print("java -version", versions);
        print("jg jobs", commands);
        print("jg run, from Ctrl-C to its end", ends);
        System.out.printf(Locale.ROOT, "jg jobs is × %.1f of java -version%n", median(commands) / median(versions));
    }

    /** The job has to go on. */
    private double millisToDetach() throws IOException, InterruptedException {
        Process run = builder(jg, "run", "busybox", "--", "sh", "-c", "echo started; sleep 600")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = run.inputReader()) {
            after("started", output);
            long began = System.nanoTime();
            new ProcessBuilder("sh", "-c", "kill -INT " + run.pid()).start();
            int code = run.waitFor();
            double millis = (System.nanoTime() - began) / 1e6;
            Process running =
                    builder(jg, "jobs", "--status", "running", "-o", "name").start();
            String job = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (code != CTRL_C || job.isEmpty()) {
                throw new IllegalStateException("ended with " + code + ", and running is '" + job + "'");
            }
            millisOf(jg, "cancel", job);
            millisOf(jg, "wait", job);
            return millis;
        }
    }

    private double millisOf(String... command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        builder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return (System.nanoTime() - began) / 1e6;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JUNGLEGRID_API_BASE", url);
        builder.environment().put("JUNGLE_GRID_API_KEY", key);
        return builder;
    }

    private static String after(String words, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int at = line.indexOf(words);
            if (at >= 0) {
                return line.substring(at + words.length()).strip();
            }
        }
        throw new IllegalStateException("the program ended before it printed '" + words + "'");
    }

    private static void print(String what, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f |%n",
                what,
                median(millis),
                Collections.min(millis),
                Collections.max(millis));
    }

    private static double median(List<Double> millis) {
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
