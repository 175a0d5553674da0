package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The long form takes more than the five minutes that a test has by default. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StreamingTest {
    @TempDir
    private Path folder;

    @Test
    void aFileLargerThanTheHeapGoesUpThroughAJobAndDown() throws Exception {
        flow("64", "-Xmx48m");
    }

    @Test
    @Tag("stress")
    void aFileAsLargeAsOneMayBeGoesUpThroughAJobAndDown() throws Exception {
        flow("5120", "-Xmx128m");
    }

    private void flow(String mebibytes, String heap) throws Exception {
        Path output = folder.resolve("output");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        classPath(),
                        LargeFile.class.getName(),
                        folder.toString(),
                        mebibytes)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(program.waitFor(9, TimeUnit.MINUTES)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(Files.readString(output, StandardCharsets.UTF_8)).containsPattern("COMPLETED true [0-9a-f]{64}");
    }

    private static String classPath() {
        if (LargeFile.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}
