package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.InTarget;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final Pattern ARTIFACT = Pattern.compile("(?m)^artifact +(\\S.*report\\.txt), as it has to be$");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Longer than anybody waits, and told from the programs of every other run. */
    private static final String SLEEP = "sleep 600." + ProcessHandle.current().pid() + System.nanoTime();

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    /** Where the demo makes its own folder. */
    private Path temporary = Path.of("");

    @BeforeEach
    void makeTemporary() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Test
    void theDemoEndsWithTheRightArtifactAndLeavesNothingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("a file of mine.txt"), "one\ntwo\nthree");
        String shown = demo("128m", file);
        assertThat(shown)
                .contains("NVIDIA L4 (simulated)")
                .contains("job.completed")
                .contains("counted 2 lines in 13 bytes")
                .contains("completed, exit code 0")
                .doesNotContain("\u001b");
        Path artifact = artifactIn(shown);
        assertThat(artifact)
                .hasContent("bytes  13\nlines  2\nsha256 "
                        + "058053d87c818d699cde0f00d670bca0e1c6ad857caa9758ea6a556d7c64fcee\n");
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(Files::isRegularFile)).containsExactly(artifact);
        }
    }

    @Test
    void aFileThatIsNotThereIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> demo("128m", folder.resolve("nothing.txt")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 2")
                .hasMessageContaining("nothing.txt is not a file that can be read");
    }

    @Test
    void aDemoThatIsInterruptedAtItsStartTakesEverythingAway() throws Exception {
        Process demo = start(Programs.PATH);
        await("the demo to make its folder").atMost(PATIENCE).until(() -> !isEmpty(temporary));
        demo.destroy();
        assertThat(demo.waitFor()).isEqualTo(143);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aDemoThatIsInterruptedWhileItsJobRunsTakesEverythingAway() throws Exception {
        // Stands in for the job's interpreter.
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path endless = Files.writeString(programs.resolve("python3"), "#!/bin/sh\n" + SLEEP + "\n");
        Files.setPosixFilePermissions(endless, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process demo = start(programs + File.pathSeparator + Programs.PATH);
        await("the job to run")
                .atMost(PATIENCE)
                .until(() -> Files.readString(folder.resolve("shown")).contains("job.running"));
        await("the program to run").atMost(PATIENCE).until(() -> !sleepers().isEmpty());
        demo.destroy();
        assertThat(demo.waitFor()).isEqualTo(143);
        assertThat(temporary).isEmptyDirectory();
        assertThat(sleepers()).isEmpty();
    }

    @Test
    void aDemoThatIsKeptShowsItsConsoleUntilItIsInterrupted() throws Exception {
        Process demo = start(Programs.PATH, "--keep");
        Path shown = folder.resolve("shown");
        await("the demo to stay")
                .atMost(PATIENCE)
                .until(() -> Files.readString(shown).contains("\nstop "));
        String text = Files.readString(shown);
        assertThat(artifactIn(text)).exists();
        assertThat(status(found(text, "console"), "")).isEqualTo(303);
        assertThat(status(found(text, "grid").replaceFirst(",.*", "") + "/v1/jobs", found(text, "API key")))
                .isEqualTo(200);

        demo.destroy();

        assertThat(demo.waitFor()).isEqualTo(143);
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(Files::isRegularFile)).containsExactly(artifactIn(text));
        }
    }

    private static String found(String shown, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " +(\\S+)").matcher(shown);
        assertThat(line.find()).as(name).isTrue();
        return line.group(1);
    }

    private static int status(String address, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(SLEEP))
                .toList();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private Process start(String path, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("input.txt"), "one\n");
        List<String> words = line("128m", file);
        words.addAll(List.of(options));
        ProcessBuilder builder = Programs.child(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shown").toFile());
        builder.environment().put("PATH", path);
        return builder.start();
    }

    @Test
    @Tag("stress")
    void aFileOfTwoGigabytesFitsThroughASmallHeap() throws Exception {
        String shown = demo("128m", sparse("large.bin", 2L << 30));
        assertThat(artifactIn(shown)).content().startsWith("bytes  2147483648\nlines  0\n");
    }

    @Test
    void aFileMuchLargerThanTheHeapFitsThrough() throws Exception {
        String shown = demo("48m", sparse("large.bin", 128L << 20));
        assertThat(artifactIn(shown)).content().startsWith("bytes  134217728\nlines  0\n");
    }

    private Path sparse(String name, long size) throws IOException {
        Path file = folder.resolve(name);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(size);
        }
        return file;
    }

    private String demo(String heap, Path file) throws Exception {
        return Programs.output(folder, Map.of(), line(heap, file));
    }

    private List<String> line(String heap, Path file) {
        List<String> words = JgLine.of(heap, "demo", file.toString());
        words.add(1, "-Djava.io.tmpdir=" + temporary);
        return words;
    }

    private static Path artifactIn(String shown) {
        Matcher artifact = ARTIFACT.matcher(shown);
        assertThat(artifact.find()).as(shown).isTrue();
        return Path.of(artifact.group(1));
    }
}
