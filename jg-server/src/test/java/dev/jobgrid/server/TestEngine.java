package dev.jobgrid.server;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.jobgrid.testkit.engine.EngineSet;
import dev.jobgrid.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The Docker Engine that {@code .ci/docker-engine} starts, or one at DOCKER_HOST, asked by the docker command: it sees what
 * JobGrid does there with other eyes. Thread-safe.
 */
final class TestEngine {
    /** An image with a shell and little else. */
    static final String TINY = PrivateEngine.TINY;

    private final Path folder;
    private final String docker;
    private final String address;

    private TestEngine(Path folder, String docker, String address) {
        this.folder = folder;
        this.docker = docker;
        this.address = address;
    }

    /** A test that asks for it where there is none is skipped, unless the environment says that none may be. */
    static TestEngine require(Path folder) {
        return at(EngineSet.variable("DOCKER_HOST"), "docker-engine", "JOBGRID_TEST_ENGINES_REQUIRED", folder);
    }

    /** Another Engine, as {@link #require}. */
    static TestEngine requireOther(Path folder) {
        return at(
                EngineSet.variable("JOBGRID_TEST_HOOK_ENGINE"),
                "docker-engine",
                "JOBGRID_TEST_ENGINES_REQUIRED",
                folder);
    }

    /** Podman as an Engine, as {@link #require}. */
    static TestEngine requirePodman(Path folder) {
        return at("JOBGRID_TEST_PODMAN_ENGINE", "podman-engine", "JOBGRID_TEST_PODMAN_REQUIRED", folder);
    }

    private static TestEngine at(String variable, String script, String required, Path folder) {
        String address = System.getenv().getOrDefault(variable, "");
        if (address.isBlank()) {
            String sentence = "no Engine at " + variable + ": run eval \"$(.ci/" + script + ")\" first";
            if (System.getenv(required) != null) {
                throw new AssertionError(sentence);
            }
            return abort(sentence);
        }
        return new TestEngine(folder, Programs.require("docker", "it looks at the Engine"), address);
    }

    String address() {
        return address;
    }

    /** The words of a docker command on this Engine. */
    List<String> command(String... arguments) {
        return Stream.concat(Stream.of(docker, "-H", address), Arrays.stream(arguments))
                .toList();
    }

    /** What a docker command prints, a word for each line. */
    Set<String> lines(String... arguments) throws IOException, InterruptedException {
        Set<String> lines = new TreeSet<>();
        Programs.output(folder, Map.of(), command(arguments)).lines().forEach(lines::add);
        return lines;
    }
}
