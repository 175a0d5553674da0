package dev.jobgrid.testkit.engine;

import static dev.jobgrid.testkit.engine.PrivateEngine.sh;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Separate mounts, network, processes and control groups of a test, created by {@code .ci/namespaces}: programs there
 * leave nothing outside the folder, and end with this JVM at the latest.
 *
 * @param folder their files
 */
public record Namespaces(Path folder) {
    private static final String SCRIPT =
            Path.of("../.ci/namespaces").toAbsolutePath().normalize().toString();

    /** Creates them. */
    public static Namespaces start(Path folder) throws IOException {
        sh(SCRIPT + " start " + folder + " " + ProcessHandle.current().pid());
        return new Namespaces(folder);
    }

    /** Kills all programs in them. */
    public void end() throws IOException {
        sh(SCRIPT + " end " + folder);
    }

    /** The command that starts a program in them. The caller waits for that process outside. */
    public ProcessBuilder command(List<String> command) {
        List<String> words = new ArrayList<>(List.of(SCRIPT, "enter", folder.toString()));
        words.addAll(command);
        return new ProcessBuilder(words);
    }

    /**
     * Starts a program there.
     *
     * @param environment variables besides those of this JVM
     * @param command with the path of the program
     * @param log the file to which its output is appended
     */
    public Program run(Map<String, String> environment, List<String> command, Path log) throws IOException {
        ProcessBuilder builder = command(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process outside = builder.start();
        String program = Path.of(command.get(0)).toRealPath().toString();
        await(program).until(() -> !outside.isAlive() || child(outside, program).isPresent());
        return new Program(
                outside, child(outside, program).orElseThrow(() -> new IOException(program + " ended, see " + log)));
    }

    private static Optional<ProcessHandle> child(Process outside, String program) {
        return outside.children()
                .filter(child -> child.info().command().orElse("").equals(program))
                .findAny();
    }

    /**
     * A program there, and the process outside that waits for it.
     *
     * @param outside the one that waits
     * @param inside the program's, as it is seen from outside
     */
    public record Program(Process outside, ProcessHandle inside) {
        /** Kills it by KILL; returns when it has ended. */
        public void kill() throws IOException {
            // If it was held, so was the process that waits for it; else that may be gone by now.
            sh("kill -KILL " + inside.pid() + " && { kill -CONT " + outside.pid() + " || true; }");
            outside.onExit().join();
        }

        /** Stops it by TERM; returns when it has ended. */
        public void terminate() {
            inside.destroy();
            outside.onExit().join();
        }

        /** Pauses it. */
        public void hold() throws IOException {
            sh("kill -STOP " + inside.pid());
            // It suspends itself, and must have done so before it is resumed.
            Path state = Path.of("/proc/" + outside.pid() + "/stat");
            await("a held process").until(() -> Files.readString(state).contains(") T "));
        }

        /** Resumes it. */
        public void release() throws IOException {
            // Which lets the program go on.
            sh("kill -CONT " + outside.pid());
        }
    }
}
