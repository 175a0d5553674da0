package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.http.Printed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real server, as a child process on a data folder of its own. Single-threaded. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Process process;
    private final URI url;
    private final String key;

    private ServerProcess(Path folder, Process process, URI url, String key) {
        this.folder = folder;
        this.process = process;
        this.url = url;
        this.key = key;
    }

    /** Starts it, with PATH as the programs of its jobs shall have it; returns when it takes requests. */
    static ServerProcess start(Path folder, String path, String... options) throws IOException {
        return start(folder, path, Map.of(), options);
    }

    /** As {@link #start(Path, String, String...)}, with more in its environment. */
    static ServerProcess start(Path folder, String path, Map<String, String> environment, String... options)
            throws IOException {
        return startBehind(List.of(), folder, path, environment, options);
    }

    /** As {@link #start(Path, String, String...)}, with so much heap. */
    static ServerProcess startWithHeap(String heap, Path folder, String... options) throws IOException {
        return start(heap, List.of(), folder, Programs.PATH, Map.of(), options);
    }

    /** As {@link #start(Path, String, Map, String...)}, by the program that these words start. */
    static ServerProcess startBehind(
            List<String> words, Path folder, String path, Map<String, String> environment, String... options)
            throws IOException {
        return start("256m", words, folder, path, environment, options);
    }

    private static ServerProcess start(
            String heap,
            List<String> words,
            Path folder,
            String path,
            Map<String, String> environment,
            String... options)
            throws IOException {
        Path ready = folder.resolve("ready.json");
        List<String> command =
                JgLine.of(heap, "server", "--port=0", "--data=" + folder.resolve("data"), "--ready-file=" + ready);
        command.addAll(List.of(options));
        command.addAll(0, words);
        if (isHangupIgnored()) {
            command.addAll(0, List.of("/usr/bin/env", "--default-signal=HUP"));
        }
        ProcessBuilder builder = Programs.child(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("PATH", path);
        // A server that was killed has left its file behind; the next one takes it away before it writes its own.
        Optional<FileTime> before = written(ready);
        Process process = builder.start();
        try {
            await("the server to take requests")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() ->
                            assertThat(process.isAlive()).as(() -> log(folder)).isTrue())
                    .until(() -> isNew(written(ready), before));
        } catch (Throwable e) {
            process.destroyForcibly().onExit().join();
            throw e;
        }
        JsonNode told = JSON.readTree(ready.toFile());
        return new ServerProcess(
                folder,
                process,
                URI.create(told.path("url").asText()),
                told.path("api_key").asText());
    }

    private static boolean isNew(Optional<FileTime> now, Optional<FileTime> before) {
        return now.isPresent() && !now.equals(before);
    }

    /** When it was written; empty if it is not there, or taken away at this moment. */
    private static Optional<FileTime> written(Path file) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String log(Path folder) {
        try {
            return "the server ended: " + Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    URI url() {
        return url;
    }

    String key() {
        return key;
    }

    ApiClient client() {
        return new ApiClient(url, key);
    }

    ApiJobs jobs() {
        return new ApiJobs(client());
    }

    /** What it has printed, and those before it on the same folder. */
    String output() throws IOException {
        return Files.readString(folder.resolve("server.log"));
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        crash();
        Printed.keep(log(folder));
    }

    /** As {@link #kill()}, while others are to come on the same folder: what it printed is theirs to keep. */
    void crash() {
        process.destroyForcibly().onExit().join();
    }

    /** Makes it stand still. */
    void hold() throws Exception {
        signal("STOP");
    }

    /** Lets it go on. */
    void release() throws Exception {
        signal("CONT");
    }

    /** What its threads do now. */
    String threads() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Programs.output(folder, Map.of(), jcmd.toString(), String.valueOf(process.pid()), "Thread.print");
    }

    private void signal(String name) throws Exception {
        Programs.signal(name, process);
    }

    /** Whether this JVM was started by nohup or the like: then its children ignore HUP too, unless told otherwise. */
    private static boolean isHangupIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readString(status).lines().anyMatch(line -> line.matches("SigIgn:\\s*[0-9a-f]*[13579bdf]"));
    }

    /** As {@code kill -HUP}. */
    void hangUp() throws Exception {
        signal("HUP");
    }

    /** As {@code kill}. The exit code, once it is gone. */
    int terminate() {
        process.destroy();
        return process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
