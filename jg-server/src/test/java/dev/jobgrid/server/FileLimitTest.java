package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.InTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real server may open few files, and one client reads as many live logs as it can. */
class FileLimitTest {
    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void liveLogsLeaveFilesForEverythingElse() throws Exception {
        read(400, 100);
    }

    @Test
    @Tag("nightly")
    void liveLogsLeaveFilesForEverythingElseUnderTheUsualLimit() throws Exception {
        read(1_024, 892);
    }

    private void read(int files, int streams) throws Exception {
        String limit = Programs.require("prlimit", "the server is to have a limit of its own");
        Path gate = folder.resolve("gate");
        try (ServerProcess server = ServerProcess.startBehind(
                        List.of(limit, "--nofile=" + files + ":" + files),
                        folder,
                        Programs.PATH,
                        Map.of(),
                        "--simulate-gpu=NVIDIA L4:24");
                Readiness said = new Readiness(server, "limit-of-" + files + "-files")) {
            assertThat(said.ask()).startsWith("200");
            ApiJobs jobs = server.jobs();
            jobs.submitGated("read", gate);
            await("the job to run").until(() -> jobs.status("read").equals("running"));
            List<Socket> open = new ArrayList<>();
            try {
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < streams; i++) {
                    Socket socket =
                            new Socket(server.url().getHost(), server.url().getPort());
                    open.add(socket);
                    answers.add(read(socket, server.key()));
                    if (!answers.get(i).equals("200")) {
                        socket.close();
                    }
                }
                assertThat(answers).startsWith("200").endsWith("429").containsOnly("200", "429");
                try (Readiness other = new Readiness(server, "limit-of-" + files + "-files-asked-late")) {
                    assertThat(other.ask()).startsWith("200");
                }
                Files.createFile(gate);
                jobs.awaitCompleted("read");
                assertThat(jobs.retries("read")).isZero();
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
            assertThat(server.output()).contains("may open " + files + " files").doesNotContain("Too many open files");
        }
    }

    /** Begins to read, and returns the status of the answer. */
    private static String read(Socket socket, String key) throws IOException {
        socket.getOutputStream()
                .write(("GET /v1/jobs/read/logs/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        String line =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return line == null ? "closed" : line.split(" ")[1];
    }
}
