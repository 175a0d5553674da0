package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.Run;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in control groups of this host, of programs that hide what they start: in a session of its own, and with no parent left. */
final class GroupedRunTest {
    private static final String HIDES =
            "setsid --fork sh -c 'echo $$ >\"$0\".new; mv \"$0\".new \"$0\"; exec sleep 1000' ";

    @TempDir
    private Path folder;

    private final OneRun heard = new OneRun();
    private Path pid = Path.of("");
    private Optional<RunGroups> groups = Optional.empty();

    @BeforeEach
    void find() throws IOException {
        pid = folder.resolve("pid");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "this host has no setsid");
        Path runs = RunFolders.makePrivate(folder.resolve("runs")).toRealPath();
        HostAbilities abilities = new HostAbilities(runs, List.of(runs));
        RunGroups found = abilities
                .grouped(
                        abilities.find(false),
                        RunGroups.candidates(
                                MachineIdFile.groupName(runs, new RunFolders(runs).machine()), RunLimits.NONE),
                        RunLimits.NONE)
                .groups();
        assumeTrue(found.parent().isPresent(), "this host lets the test make no cgroup of the second version");
        groups = Optional.of(found);
    }

    @AfterEach
    void noGroupIsLeft() {
        groups.flatMap(RunGroups::parent).ifPresent(parent -> assertThat(parent).doesNotExist());
    }

    private ProcessExecutor open() throws IOException {
        return OneRun.openShared(folder.resolve("runs"));
    }

    private Run start(ProcessExecutor executor, String script) throws Exception {
        Run run = executor.launch(OneRun.script(HIDES + "'" + pid + "'; " + script), heard);
        while (!Files.exists(pid)) {
            assertThat(run.exit(Duration.ofMillis(5))).isEmpty();
        }
        return run;
    }

    private RunFolder runFolder() throws IOException {
        return new RunFolders(folder.resolve("runs").toRealPath()).of(OneRun.KEY);
    }

    private void awaitEndOfHidden() throws Exception {
        long hidden = Long.parseLong(Files.readString(pid).strip());
        while (HostProcess.find(hidden).isPresent()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private boolean isHiddenThere() throws IOException {
        return HostProcess.find(Long.parseLong(Files.readString(pid).strip())).isPresent();
    }

    @Test
    void whatAProgramHasHiddenEndsBeforeItsEndIsOnRecord() throws Exception {
        try (ProcessExecutor executor = open()) {
            Run run = start(executor, "until [ -e '" + pid + "' ]; do sleep 0.01; done; exit 3");
            assertThat(run.exit(OneRun.LONG).orElseThrow().exitCode()).hasValue(3);
            assertThat(isHiddenThere()).isFalse();
            run.remove();
        }
    }

    @Test
    void aStopEndsWhatAProgramHasHidden() throws Exception {
        try (ProcessExecutor executor = open()) {
            Run run = start(executor, "trap '' TERM; while :; do sleep 1; done");
            run.stop(Duration.ZERO);
            assertThat(run.exit(OneRun.LONG).orElseThrow().signal()).hasValue(9);
            assertThat(isHiddenThere()).isFalse();
            run.remove();
        }
    }

    @Test
    void theNextExecutorFindsTheGroupOfARunWhoseSupervisorIsGoneAndEndsIt() throws Exception {
        try (ProcessExecutor executor = open()) {
            start(executor, "while :; do sleep 1; done");
        }
        SupervisorProcess supervisor = new RunState(runFolder()).supervisor().orElseThrow();
        ProcessHandle.of(supervisor.pid()).orElseThrow().destroyForcibly();
        try (ProcessExecutor next = open()) {
            Run run = next.attach(OneRun.KEY, new OneRun()).orElseThrow();
            assertThat(run.exit(OneRun.LONG).orElseThrow().cause()).contains(Failure.Cause.WORKER_LOST);
            awaitEndOfHidden();
            run.remove();
        }
    }

    @Test
    void theGroupOfARunWhoseFolderIsGoneIsEndedAtTheNextStart() throws Exception {
        Path left;
        try (ProcessExecutor executor = open()) {
            RunKey other = new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("other")), 2);
            RunFolder gone = new RunFolder(other, Files.createDirectory(folder.resolve("gone")));
            groups.orElseThrow().make(gone);
            left = RunGroup.of(gone).orElseThrow().path();
            assertThat(executor.workloads()).isEmpty();
        }
        Process process = new ProcessBuilder("sleep", "1000")
                .redirectInput(new File("/dev/null"))
                .start();
        Files.writeString(left.resolve("cgroup.procs"), Long.toString(process.pid()));
        open().close();
        assertThat(left).doesNotExist();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }
}
