package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Info;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How containers are confined, as the Engine and the programs in them see it. */
class PolicyTest {
    private static final long MIB = 1L << 20;

    // Where the Engine's host still has control groups of version 1, the second file is there.
    private static final String MEMORY =
            "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true;";
    private static final String PIDS =
            "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null; sleep 0.2;";

    private static DockerExecutorBuilder builder() {
        return TestEngines.executor("policy", TestEngines.plain());
    }

    private static JsonNode inspect(Run run) throws Exception {
        return TestEngines.described(
                TestEngines.plain(), new ContainerNames(TestEngines.grid("policy")).name(run.key()));
    }

    @Test
    void aContainerHasNoPowers() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell(
                    "grep -E '^(CapBnd|CapEff|NoNewPrivs)' /proc/self/status | tr -d '\\t'; ls /var/run/docker.sock"
                            + " 2>&1; touch /anywhere && echo root can be written to; sleep 0.2");
            assertThat(lines(run))
                    .contains(
                            "CapBnd:0000000000000000",
                            "CapEff:0000000000000000",
                            "NoNewPrivs:1",
                            "root can be written to")
                    .anyMatch(line -> line.contains("No such file"));
            JsonNode host = inspect(run).path("HostConfig");
            assertThat(host.path("Privileged").asBoolean()).isFalse();
            assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(host.path("Binds").size()).isZero();
            assertThat(inspect(run).path("Mounts")).hasSize(1).allSatisfy(mount -> {
                assertThat(mount.path("Type").asText()).isEqualTo("volume");
                assertThat(mount.path("Destination").asText()).isEqualTo("/workspace");
            });
        }
    }

    @Test
    void theVolumeSaysWhoseItIs() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell("true");
            lines(run);
            String volume = inspect(run).at("/Mounts/0/Name").asText();
            assertThat(TestEngines.api(TestEngines.plain())
                            .volume(volume)
                            .orElseThrow()
                            .getLabels())
                    .containsEntry("dev.jobgrid.grid", TestEngines.grid("policy"))
                    .containsEntry("dev.jobgrid.job", run.key().job().id().value());
        }
    }

    @Test
    void aContainerHasItsShareOfTheNodeAndNoMore() throws Exception {
        DockerExecutorBuilder shared =
                builder().policy(ContainerPolicy.standard().network("none"));
        try (TestRuns runs = new TestRuns(shared)) {
            Run run = runs.shell(List.of("sim0"), MEMORY + PIDS);
            Info info = TestEngines.api(TestEngines.plain()).info();
            long quarter = Objects.requireNonNull(info.getMemTotal()) / 4;
            assertThat(Long.parseLong(lines(run).get(0))).isBetween(quarter - 4096, quarter);
            assertThat(lines(run).get(1)).isEqualTo("4096");
            JsonNode host = inspect(run).path("HostConfig");
            assertThat(host.path("NanoCpus").asLong()).isEqualTo(Objects.requireNonNull(info.getNCPU()) * 250_000_000L);
            assertThat(host.path("MemorySwap").asLong())
                    .isEqualTo(host.path("Memory").asLong());
        }
    }

    @Test
    void limitsNetworkAndRootAreThePolicys() throws Exception {
        ContainerPolicy policy = ContainerPolicy.standard()
                .network("none")
                .limits(64 * MIB, 0.5)
                .pidsLimit(50)
                .readOnlyRoot(true);
        try (TestRuns runs = new TestRuns(builder().policy(policy))) {
            Run run = runs.shell(
                    "touch /etc/x 2>/dev/null || echo read-only; touch /tmp/x /workspace/artifacts/x && echo writable;"
                            + MEMORY + PIDS + "ls /sys/class/net; n=0;"
                            + " while sleep 9 & do n=$((n+1)); [ $n -lt 100 ] || break; done 2>/dev/null; echo $n");
            // The shell ends when it can start no more.
            assertThat(allLines(run))
                    .startsWith("read-only", "writable", Long.toString(64 * MIB), "50", "lo")
                    .doesNotContain("eth0", "100");
            assertThat(inspect(run).path("HostConfig").path("NanoCpus").asLong())
                    .isEqualTo(500_000_000L);
        }
    }

    @Test
    void aNetworkIsThereIfThePolicySaysSo() throws Exception {
        try (TestRuns runs = new TestRuns(builder().policy(ContainerPolicy.standard()))) {
            Run run = runs.shell("true");
            lines(run);
            assertThat(inspect(run).path("HostConfig").path("NetworkMode").asText())
                    .isEqualTo("bridge");
        }
    }

    @Test
    void eachWorkspaceHasItsPolicy() throws Exception {
        DockerExecutorBuilder each = builder()
                .policies(workspace -> ContainerPolicy.standard()
                        .network("none")
                        .pidsLimit(workspace.equals(WorkspaceId.DEFAULT) ? 77 : 88));
        try (TestRuns runs = new TestRuns(each)) {
            assertThat(lines(runs.shell(PIDS))).containsExactly("77");
        }
    }

    private static String brokenBy(DockerExecutorBuilder builder) throws Exception {
        try (TestRuns runs = new TestRuns(builder)) {
            RunExit exit = TestRuns.exit(runs.shell("true"));
            assertThat(exit.cause()).contains(Failure.Cause.INTERNAL);
            return exit.summary();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what an embedder does that has no checker
    void aLookUpOfTheEmbedderThatFailsEndsTheRunAndIsNamed() throws Exception {
        assertThat(brokenBy(builder().policies(workspace -> null))).contains("container policies", "returned null");
        assertThat(brokenBy(builder().policies(workspace -> {
                    throw new NoClassDefFoundError("com/acme/Gone");
                })))
                .contains("container policies", "java.lang.NoClassDefFoundError");
        assertThat(brokenBy(builder().pull(PullPolicy.ALWAYS).logins(registry -> null)))
                .contains("registry logins", "returned null");
        assertThat(brokenBy(builder().pull(PullPolicy.ALWAYS).logins(registry -> {
                    throw new StackOverflowError();
                })))
                .contains("registry logins", "java.lang.StackOverflowError");
    }

    @Test
    void aSeccompProfileIsApplied() throws Exception {
        String profile = """
            {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}\
            """;
        ContainerPolicy policy = ContainerPolicy.standard().network("none").seccompProfile(profile);
        try (TestRuns runs = new TestRuns(builder().policy(policy))) {
            assertThat(lines(runs.shell("mkdir /workspace/x 2>/dev/null || echo refused; sleep 0.2")))
                    .containsExactly("refused");
        }
    }

    @Test
    void theHostIsNotShared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerPolicy.standard().network("host"))
                .withMessageContaining("host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerPolicy.standard().network("container:x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerPolicy.standard().usernsMode("host"));
    }

    @Test
    void labelsOfTheOperatorAreOnTheContainer() throws Exception {
        DockerEngine engine = TestEngines.plain().labels(Map.of("rack", "7"));
        try (TestRuns runs = new TestRuns(TestEngines.executor("policy", engine))) {
            Run run = runs.shell("true");
            lines(run);
            JsonNode labels = inspect(run).path("Config").path("Labels");
            assertThat(labels.path("rack").asText()).isEqualTo("7");
            assertThat(labels.path("dev.jobgrid.job").asText())
                    .isEqualTo(run.key().job().id().value());
            assertThat(labels.path("dev.jobgrid.attempt").asText()).isEqualTo("1");
            assertThat(labels.path("dev.jobgrid.grid").asText()).isEqualTo(TestEngines.grid("policy"));
        }
    }
}
