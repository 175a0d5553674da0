package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.artifacts;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Artifacts of a run: which files are handed over, and how long those stay that are not. */
interface RunArtifactsContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    @Test
    default void onlyRegularFilesAreCollected() throws Exception {
        Run run = launch(script("cd /workspace/artifacts && mkdir -p a/b empty && echo 1 > top && echo 2 > a/b/nested"
                + " && echo 3 > 'größe 1%+.txt' && : > none && ln -s /etc/passwd link && ln -s a folder-link"
                + " && ln -s missing dangling && mkfifo pipe && echo secret > ../outside && ln top hard"
                + " && echo 4 > locked && chmod 0 locked && chmod 555 a/b"));
        assertThat(messages(Reading.rest(run, ""), LogStream.STDERR)).isEmpty();
        assertThat(exit(run).exitCode()).hasValue(0);

        Map<String, String> expected = Map.of(
                "top", "1\n",
                "hard", "1\n",
                "a/b/nested", "2\n",
                "größe 1%+.txt", "3\n",
                "none", "",
                "locked", "4\n");
        assertThat(artifacts(run)).isEqualTo(expected);
        assertThat(artifacts(run)).isEqualTo(expected);
        run.remove();
        assertThat(underTest().executor().workloads()).isEmpty();
    }

    @Test
    default void sizesOfNamedArtifactsAreKnownBeforeCollection() throws Exception {
        Run run = launch(script("cd /workspace/artifacts; mkdir -p deep/er; printf 12345 > deep/er/file; : > empty;"
                + " ln -s empty link; printf 123 > other"));
        exit(run);

        assertThat(run.artifactSizes(Set.of("deep/er/file", "empty", "deep", "nothing", "deep/nothing")))
                .isEqualTo(Map.of("deep/er/file", 5L, "empty", 0L));
        assertThat(artifacts(run)).containsOnlyKeys("deep/er/file", "empty", "other");
    }

    @Test
    default void aFileThatTheSinkDoesNotReadBlocksNoOther() throws Exception {
        Run run = launch(script("cd /workspace/artifacts; printf 1 > a; head -c 3000000 /dev/zero > b; printf 3 > c"));
        exit(run);
        Map<String, String> read = new TreeMap<>();

        run.collect((path, size, body) -> {
            if (size < 10) {
                read.put(path, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        });

        assertThat(read).isEqualTo(Map.of("a", "1", "c", "3"));
    }

    @Test
    default void retainedArtifactsOutliveTheRunUntilTheyExpire() throws Exception {
        Run run = launch(script("mkdir /workspace/artifacts/deep; printf kept > /workspace/artifacts/deep/file"
                + "; chmod 500 /workspace/artifacts/deep /workspace/artifacts"));
        exit(run);
        String place = run.retainedAt().orElseThrow();
        Instant until = Instant.parse("2030-01-01T00:00:00Z");

        run.retainArtifacts(until);
        run.retainArtifacts(until);

        assertThat(underTest().executor().workloads()).doesNotContain(run.key());
        GpuExecutor next = underTest().reopen();
        assertThat(next.workloads()).doesNotContain(run.key());
        assertThat(next.attach(run.key(), new HeardListener())).isEmpty();
        next.removeExpiredArtifacts(until.minusSeconds(1));
        assertThat(underTest().contract().kept(place, "deep/file")).contains("kept");
        next.removeExpiredArtifacts(until);
        assertThat(underTest().contract().kept(place, "deep/file")).isEmpty();
    }

    @Test
    default void artifactsBehindASymbolicLinkAreNotCollected() throws Exception {
        Run run = launch(
                script("cd /workspace && mkdir real && echo x > real/file && rmdir artifacts && ln -s real artifacts"));
        assertThat(exit(run).exitCode()).hasValue(0);
        assertThat(artifacts(run)).isEmpty();
    }

    @Test
    default void aCollectionThatFailedCanBeRepeated() throws Exception {
        Run run = launch(script("echo x > /workspace/artifacts/file"));
        exit(run);
        IOException full = new IOException("full");

        assertThatThrownBy(() -> run.collect((path, size, body) -> {
                    throw full;
                }))
                .isSameAs(full);
        assertThat(artifacts(run)).containsOnlyKeys("file");
    }
}
