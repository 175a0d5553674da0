package dev.jobgrid.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests take no more than the README asks for: a machine with a JDK and Maven may have no ps and no program kill. */
class MinimalMachineTest {
    /** Of packages that each Debian has. */
    private static final Set<String> EVERYWHERE = Set.of("sh", "true", "cp", "sleep", "/usr/bin/setsid");

    /** Comes with the Engine whose tests it is for. */
    private static final Set<String> WITH_AN_ENGINE = Set.of("docker");

    private static final Pattern START = Pattern.compile("(?:new ProcessBuilder|Programs\\.(?:output|child))"
            + "\\(\\s*(?:\\w+,\\s*Map\\.of\\(\\),\\s*)?(?:List\\.of\\(\\s*)?\"([^\"]*)\"");

    @Test
    void testsStartOnlyProgramsThatItHas() throws IOException {
        Map<String, Set<String>> missing = new TreeMap<>();

        for (Path source : sources()) {
            START.matcher(Files.readString(source))
                    .results()
                    .map(start -> start.group(1))
                    .filter(program -> !EVERYWHERE.contains(program) && !WITH_AN_ENGINE.contains(program))
                    .forEach(program -> missing.computeIfAbsent(program, any -> new TreeSet<>())
                            .add(source.getFileName().toString()));
        }

        assertThat(missing)
                .as("signals: sh has a kill of its own; others: ask for them with Programs.require, which skips")
                .isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> found = modules.flatMap(module -> Stream.of("src/test/java", "src/main/java/dev/jobgrid/testkit")
                            .map(module::resolve))
                    .filter(Files::isDirectory)
                    .flatMap(MinimalMachineTest::javaFiles)
                    .toList();
            assertThat(found).hasSizeGreaterThan(100);
            return found;
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
