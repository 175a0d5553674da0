package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The volume with the executor's folder is away for a while, as after an unmount: an empty folder, or another's, is there. */
final class VanishedFolderTest {
    @TempDir
    private Path volumes;

    private Path folder = Path.of("");
    private Path away = Path.of("");
    private ProcessExecutor executor;
    private final OneRun heard = new OneRun();

    @BeforeEach
    void open() throws IOException {
        folder = volumes.resolve("runs");
        away = volumes.resolve("away");
        executor = OneRun.open(folder);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    private Run start(String script) throws InterruptedException {
        Run run = executor.launch(OneRun.script(script), heard);
        while (heard.starts.isEmpty() && run.exit(Duration.ofMillis(5)).isEmpty()) {
            assertThat(executor.problem()).isEmpty();
        }
        return run;
    }

    private void unmount() throws IOException {
        Files.move(folder, away);
        Files.createDirectory(folder);
    }

    private void mount() throws IOException {
        FileTree.delete(folder);
        Files.move(away, folder);
    }

    @Test
    void aRunIsNotLostWhileTheFolderIsAway() throws Exception {
        Run run = start("while :; do sleep 1; done");

        unmount();
        assertThatThrownBy(() -> run.exit(OneRun.LONG)).hasMessageContaining("is not there");
        assertThat(executor.nodes().get(0).isAccepting()).isFalse();
        assertThat(executor.problem().orElseThrow())
                .contains(folder.toRealPath().toString(), "is not there", "mount");
        assertThatThrownBy(() -> executor.attach(OneRun.KEY, new OneRun())).hasRootCauseMessage(problem());
        assertThatThrownBy(() -> executor.launch(OneRun.script("echo ran"), new OneRun()))
                .hasRootCauseMessage(problem());
        assertThatThrownBy(() -> executor.workloads()).hasRootCauseMessage(problem());
        assertThat(folder).isEmptyDirectory();

        mount();
        assertThat(run.exit(Duration.ofMillis(500))).isEmpty();
        assertThat(executor.nodes().get(0).isAccepting()).isTrue();
        assertThat(executor.problem()).isEmpty();
        assertThat(executor.attach(OneRun.KEY, new OneRun())).isPresent();
        assertThat(executor.workloads()).containsExactly(OneRun.KEY);
        run.stop(OneRun.LONG);
        assertThat(run.exit(OneRun.LONG).orElseThrow().cause()).isEmpty();
        run.remove();
    }

    private String problem() {
        return executor.problem().orElseThrow();
    }

    @Test
    void theFolderOfAnotherMachineIsNoneOfThisOne() throws Exception {
        Run run = start("while :; do sleep 1; done");

        unmount();
        Files.writeString(folder.resolve("machine"), "another\n");
        assertThatThrownBy(() -> run.exit(OneRun.LONG)).hasMessageContaining("another");
        assertThat(executor.nodes().get(0).isAccepting()).isFalse();
        assertThat(problem()).contains(folder.toRealPath().toString(), "another");

        mount();
        run.stop(Duration.ZERO);
        assertThat(run.exit(OneRun.LONG).orElseThrow().signal()).isPresent();
        run.remove();
    }

    @Test
    void whatARunLeftIsReadWhenTheFolderIsBack() throws Exception {
        Run run = start("echo printed; echo kept > /workspace/artifacts/a; exit 3");
        assertThat(run.exit(OneRun.LONG).orElseThrow().exitCode()).hasValue(3);

        unmount();
        assertThatThrownBy(() -> run.logs("", Duration.ZERO)).hasMessage(problem());
        assertThatThrownBy(() -> run.collect((path, size, body) -> {})).hasMessage(problem());

        mount();
        assertThat(OneRun.lines(run)).containsExactly("printed");
        StringBuilder collected = new StringBuilder();
        run.collect((path, size, body) -> collected.append(path));
        assertThat(collected).hasToString("a");
        run.remove();
    }

    @Test
    void aRunThatWasRemovedIsLost() throws Exception {
        Run run = start("exit 0");
        Run other = executor.attach(OneRun.KEY, new OneRun()).orElseThrow();
        assertThat(run.exit(OneRun.LONG)).isPresent();
        run.remove();
        RunExit exit = other.exit(OneRun.LONG).orElseThrow();
        assertThat(exit.cause().isEmpty() || exit.cause().get() == Failure.Cause.WORKER_LOST)
                .isTrue();
        assertThat(executor.attach(new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("none")), 1), new OneRun()))
                .isEmpty();
    }

    @Test
    void aRunThatCannotBePreparedSinceTheFolderIsAwayIsNoFaultOfTheJob() throws Exception {
        RunRequest plain = OneRun.script("echo never");
        RunRequest request = new RunRequest(
                plain.key(),
                plain.image(),
                plain.command(),
                plain.environment(),
                List.of(new StagedFile("/workspace/inputs/file", 1, () -> {
                    unmount();
                    return new ByteArrayInputStream(new byte[1]);
                })),
                plain.placement(),
                plain.timeout());
        Run run = executor.launch(request, heard);
        assertThatThrownBy(() -> run.exit(OneRun.LONG)).hasMessageContaining("is not there");

        mount();
        RunExit exit = run.exit(OneRun.LONG).orElseThrow();
        assertThat(exit.nodeFault()).as(exit.toString()).isTrue();
        assertThat(heard.starts).isEmpty();
        run.remove();
    }
}
