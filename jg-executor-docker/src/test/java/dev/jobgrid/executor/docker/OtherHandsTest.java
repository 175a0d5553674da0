package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.firstLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.executor.RunRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do with a run's container, by the docker command or in any other way. */
class OtherHandsTest {
    private static final String TWICE = "if [ -e /workspace/once ]; then echo second; sleep 1; exit 3; fi;"
            + " touch /workspace/once; echo first; sleep 1000 & wait";
    private static final String BEGINS = "touch /workspace/mounts/gates/begun$(ls /workspace/mounts/gates | wc -l); ";
    private static final String MINDS_TERM = "trap 'exit 5' TERM; echo ready; while true; do sleep 0.1; done";

    @TempDir
    private Path folder;

    private static DockerExecutorBuilder builder() {
        return builder(TestEngines.plain());
    }

    private static DockerExecutorBuilder builder(DockerEngine engine) {
        // Nobody restarts a container so slowly that it is lost.
        return TestEngines.executor("hands", engine).timing(TestEngines.PATIENT.withDoubt(Duration.ofMinutes(1)));
    }

    private static String name(RunKey key) {
        return new ContainerNames(TestEngines.grid("hands")).name(key);
    }

    private static void post(String container, String action) throws IOException {
        post(TestEngines.plain(), container, action);
    }

    private static void post(DockerEngine engine, String container, String action) throws IOException {
        TestEngines.http(engine)
                .call(
                        EngineRequest.of("POST", "/v1.44/containers/" + container + action),
                        Duration.ofSeconds(30),
                        answer -> true);
    }

    @Test
    void aRunWhoseContainerSomeoneStopsIsLostWhateverItsExitCode() throws Exception {
        try (TestRuns runs = new TestRuns(builder().timing(TestEngines.PATIENT.withDoubt(Duration.ZERO)))) {
            Run obedient = runs.shell("trap 'exit 0' TERM; echo ready; while true; do sleep 0.1; done");
            Run killed = runs.shell("echo ready; sleep 1000");
            firstLine(obedient);
            firstLine(killed);
            post(name(obedient.key()), "/stop?t=10");
            post(name(killed.key()), "/kill");
            for (Run run : List.of(obedient, killed)) {
                RunExit exit = exit(run);
                assertThat(exit.cause()).as("%s", exit).contains(Cause.WORKER_LOST);
                assertThat(exit.summary()).contains("stopped", "plain");
            }
        }
    }

    @Test
    void aSignalThatIsOnlyAWordToTheProgramIsNoStop() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run =
                    runs.shell("trap 'echo saved; sleep 0.2; exit 0' USR1; echo ready; while true; do sleep 0.1; done");
            firstLine(run);
            post(name(run.key()), "/kill?signal=USR1");
            assertThat(TestRuns.lines(run)).containsExactly("ready", "saved");
        }
    }

    @Test
    void aContainerThatSomeoneRestartsIsFollowedOnAndThatIsTold() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell(TWICE);
            firstLine(run);
            post(name(run.key()), "/restart?t=10");
            assertThat(exit(run).exitCode()).hasValue(3);
            assertThat(allLines(run)).containsExactly("first", "second");
            assertThat(runs.told).filteredOn(text -> text.contains("again")).hasSize(1);
        }
    }

    @Test
    void everyLineOfAContainerThatSomeoneRestartsBeforeItPrintsOneIsRead() throws Exception {
        restartUnheard(TestEngines.plain());
    }

    @Test
    void everyLineOfAContainerOfPodmanThatSomeoneRestartsBeforeItPrintsOneIsRead() throws Exception {
        restartUnheard(TestEngines.podman());
    }

    private void restartUnheard(DockerEngine engine) throws Exception {
        Gates gates = new Gates(folder);
        try (TestRuns runs = new TestRuns(builder(engine).mount(gates.mount()))) {
            Run run = runs.launch(RunRequests.mounting(
                    runs.request(
                            TestEngines.TINY,
                            List.of(),
                            Command.of("sh", "-c", BEGINS + Gates.await("end") + "echo one; echo two; exit 3")),
                    Gates.MOUNT));
            await("its start").until(() -> Files.exists(folder.resolve("begun0")));
            assertThat(run.logs("", Duration.ofSeconds(1)).lines())
                    .as("it is read before it prints")
                    .isEmpty();

            post(engine, name(run.key()), "/restart?t=0");

            await("its next start").until(() -> Files.exists(folder.resolve("begun1")));
            gates.open("end");
            assertThat(exit(run).exitCode()).hasValue(3);
            assertThat(allLines(run)).containsExactly("one", "two");
        }
    }

    @Test
    void aLogThatIsEmptyHasNoEndWhileItsContainerMayBeStartedAgain() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell("if [ -e /workspace/once ]; then echo second; sleep 0.2; exit 3; fi;"
                    + " touch /workspace/once; sleep 1000");
            run.logs("", Duration.ofSeconds(1));
            post(name(run.key()), "/stop?t=0");
            assertThat(run.logs("", Duration.ofSeconds(1)).isEnd()).isFalse();

            post(name(run.key()), "/start");

            assertThat(exit(run).exitCode()).hasValue(3);
            assertThat(allLines(run)).containsExactly("second");
        }
    }

    @Test
    void aContainerThatSomeoneRestartedWhileNobodyLookedIsToldWhenItIsFound() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell(TWICE.replace("sleep 1;", "sleep 1000;"));
            firstLine(run);
            post(name(run.key()), "/restart?t=10");
            try (TestRuns next = new TestRuns(builder())) {
                Run found = next.attach(run.key());
                await("word of it").until(() -> next.told.stream().anyMatch(text -> text.contains("again")));
                assertThat(found.exit(Duration.ZERO)).isEmpty();
            }
        }
    }

    @Test
    void aRunIsKnownWhateverItsContainerIsCalled() throws Exception {
        DockerExecutorBuilder builder = builder().timing(TestEngines.PATIENT.withWaitLimit(Duration.ofMillis(100)));
        try (TestRuns runs = new TestRuns(builder)) {
            Run run = runs.shell(MINDS_TERM);
            String position = firstLine(run);
            post(name(run.key()), "/rename?name=" + UUID.randomUUID());
            try (TestRuns next = new TestRuns(builder)) {
                Run found = next.attach(run.key());
                assertThat(found.exit(Duration.ofSeconds(1)))
                        .as("it runs after some looks")
                        .isEmpty();
                assertThat(run.exit(Duration.ZERO)).as("it runs").isEmpty();
                assertThat(run.logs(position, Duration.ZERO).isEnd()).isFalse();
                found.stop(Duration.ofSeconds(10));
                assertThat(exit(found).exitCode()).hasValue(5);
                assertThat(allLines(found)).containsExactly("ready");
                found.remove();
                assertThat(next.executor.workloads()).doesNotContain(run.key());
            }
        }
    }
}
