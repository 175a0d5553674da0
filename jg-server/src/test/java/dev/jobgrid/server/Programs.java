package dev.jobgrid.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.testkit.http.Printed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs of this machine that a test cannot do without. */
final class Programs {
    static final String PATH = System.getenv().getOrDefault("PATH", "");

    /** Words before a command that end it with the thread that starts it; none where they cannot. */
    private static final List<String> WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL");

    private static final boolean CAN_END_WITH_PARENT = canEndWithParent();

    private Programs() {}

    /** Where the program is. A test that asks for one that is not here is skipped, with a sentence. */
    static String require(String name, String reason) {
        Optional<Path> program = find(name);
        assumeTrue(program.isPresent(), () -> "there is no " + name + " on PATH: " + reason);
        return program.orElseThrow().toString();
    }

    /** A PATH on which a {@code python} is found, as in the image that the reference uses; Python 3 if it has no other. */
    static String pathWithPython(Path folder) throws IOException {
        if (find("python").isPresent()) {
            return PATH;
        }
        String python3 = require("python3", "the published job is a Python program");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Files.createSymbolicLink(programs.resolve("python"), Path.of(python3));
        return programs + File.pathSeparator + PATH;
    }

    /**
     * What the program prints on stdout.
     *
     * @throws IOException if its exit code is not 0; the message holds what it printed on stderr
     */
    static String output(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        return output(folder, environment, List.of(command));
    }

    /** As {@link #output(Path, Map, String...)}. */
    static String output(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "stderr", ".txt");
        ProcessBuilder builder = child(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Printed.keep(Files.readString(errors));
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " ended with exit code " + process.exitValue() + ": " + output
                    + Files.readString(errors));
        }
        return output;
    }

    /** Sends a signal by the shell's own kill: the program of that name is not on every machine. */
    static void signal(String name, Process process) throws IOException, InterruptedException {
        String kill = "kill -" + name + " " + process.pid();
        if (new ProcessBuilder("sh", "-c", kill).inheritIO().start().waitFor() != 0) {
            throw new IOException("there was no process for " + kill);
        }
    }

    /**
     * A process that is killed when this JVM ends before it, however that ends. It is to be started by a thread that lives as
     * long as it: Linux takes the thread for the parent.
     */
    static ProcessBuilder child(List<String> command) {
        List<String> words = new ArrayList<>(CAN_END_WITH_PARENT ? WITH_PARENT : List.of());
        words.addAll(command);
        return new ProcessBuilder(words);
    }

    private static boolean canEndWithParent() {
        List<String> words = new ArrayList<>(WITH_PARENT);
        words.add("true");
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // not Linux
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> find(String name) {
        return Arrays.stream(PATH.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
