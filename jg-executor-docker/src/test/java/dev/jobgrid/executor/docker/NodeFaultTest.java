package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobHandle;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.executor.Gates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that answer, and cannot start containers. */
class NodeFaultTest {
    private static final int JOBS = 20;
    private static final int GPUS = 4;
    // A busy Engine may lose the line of a program that is over within milliseconds.
    private static final String RAN = "echo ran as attempt $JUNGLEGRID_ATTEMPT; sleep 0.2";
    private static final String WORDS = "cgroup mountpoint does not exist";

    @TempDir
    Path folder;

    /** An Engine whose runtime fails while there is a file. */
    private PrivateEngine flaky() throws IOException {
        Path runtime = Files.writeString(folder.resolve("runtime"), """
                #!/bin/sh
                [ -e '%s' ] || exec runc "$@"
                while [ $# -gt 1 ]; do
                    [ "$1" != --log ] || echo '{"level":"error","msg":"%s"}' >> "$2"
                    shift
                done
                exit 1
                """.formatted(flag(), WORDS));
        assertThat(runtime.toFile().setExecutable(true)).isTrue();
        return TestEngines.start("--add-runtime=flaky=" + runtime, "--default-runtime=flaky");
    }

    private Path flag() {
        return folder.resolve("broken");
    }

    private static List<JobHandle> submit(TestGrid test, String script) {
        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(test.submit(1, script));
        }
        return jobs;
    }

    private static void assertRan(TestGrid test, List<JobHandle> jobs) throws Exception {
        for (JobHandle handle : jobs) {
            Job job = TestGrid.end(handle);
            assertThat(job.status()).as("%s", test.events(handle)).isEqualTo(JobStatus.COMPLETED);
            assertThat(job.retryCount()).isZero();
            assertThat(test.lines(handle)).containsExactly("ran as attempt 1");

            assertThat(test.events(handle)).hasSizeLessThan(30);
        }
    }

    private static void hastenEnds(TestGrid test, List<JobHandle> jobs) {
        test.hasten("all ends", () -> jobs.stream().allMatch(job -> job.status().isTerminal()));
    }

    @Test
    void jobsWaitForTheOnlyNodeUntilItStartsContainersAgain() throws Exception {
        onlyNode(0);
    }

    @Test
    @Tag("stress")
    void jobsWaitForTheOnlyNodeForAMinute() throws Exception {
        onlyNode(60);
    }

    private void onlyNode(int seconds) throws Exception {
        try (PrivateEngine engine = flaky();
                TestGrid test = new TestGrid(TestEngines.executor("only", TestEngines.of(engine)))) {
            Files.createFile(flag());
            List<JobHandle> jobs = submit(test, RAN);
            await("all to be held up")
                    .untilAsserted(() -> assertThat(jobs)
                            .allSatisfy(job -> assertThat(job.status().attempt().delayReason())
                                    .contains("'private'", WORDS)));
            TimeUnit.SECONDS.sleep(seconds);
            test.hasten(
                    "a trial that fails",
                    () -> test.grid.operations().quarantines().get(0).failures() > GPUS);
            assertThat(test.grid.operations().quarantines())
                    .extracting(NodeQuarantine::node)
                    .containsExactly("private");
            assertThat(test.grid.operations().health())
                    .anySatisfy(check -> assertThat(check.detail()).contains("'private'", WORDS));
            await("the container of a trial to be removed after it has failed")
                    .untilAsserted(() -> assertThat(engine.docker("ps -aq"))
                            .as("containers of one trial at most")
                            .hasSizeLessThan(2));

            Files.delete(flag());

            hastenEnds(test, jobs);
            assertRan(test, jobs);
            assertThat(jobs.stream().flatMap(job -> test.events(job).stream()))
                    .anySatisfy(text -> assertThat(text).contains("'private'", WORDS));
            assertThat(test.grid.operations().quarantines()).isEmpty();
        }
    }

    @Test
    void jobsGoToOtherNodesAtOnceAndComeBackWhenItStartsContainersAgain() throws Exception {
        oneOfThree(0);
    }

    @Test
    @Tag("stress")
    void jobsDoNotWaitForOneOfThreeNodesForAMinute() throws Exception {
        oneOfThree(60);
    }

    private void oneOfThree(int seconds) throws Exception {
        DockerEngine simulated = DockerEngine.at("hook", TestEngines.hook().uri())
                .gpus(TestEngines.plain().gpus());
        Gates gates = new Gates(Files.createDirectory(folder.resolve("gates")));
        try (PrivateEngine engine = flaky();
                TestGrid test = new TestGrid(
                        TestEngines.executor("three", TestEngines.of(engine), TestEngines.plain(), simulated)
                                .mount(gates.mount()))) {
            Files.createFile(flag());
            assertRan(test, submit(test, RAN));
            TimeUnit.SECONDS.sleep(seconds);
            assertThat(Files.exists(flag()))
                    .as("all ran before the fault was over")
                    .isTrue();
            Files.delete(flag());

            // More at once than the other two take.
            List<JobHandle> jobs = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                jobs.add(test.submitGated(Gates.await("all") + RAN));
            }
            test.hasten(
                    "all to run",
                    () -> jobs.stream().allMatch(job -> job.status().status() == JobStatus.RUNNING));
            gates.open("all");
            assertRan(test, jobs);
            assertThat(jobs)
                    .extracting(job -> job.status()
                            .attempt()
                            .placement()
                            .orElseThrow()
                            .node()
                            .value())
                    .contains("private");
        }
    }

    @Test
    void anEngineWithoutItsInitProgramIsAFaultOfTheNodeUntilItHasOne() throws Exception {
        Path init = folder.resolve("docker-init");
        try (PrivateEngine engine = TestEngines.start("--init-path=" + init);
                TestGrid test = new TestGrid(TestEngines.executor("init", TestEngines.of(engine)))) {
            List<JobHandle> jobs = submit(test, RAN);
            await("all to be held up")
                    .untilAsserted(() -> assertThat(jobs)
                            .allSatisfy(job -> assertThat(job.status().attempt().delayReason())
                                    .contains("docker-init")));

            Files.copy(Path.of("/usr/bin/docker-init"), init);

            hastenEnds(test, jobs);
            assertRan(test, jobs);
        }
    }
}
