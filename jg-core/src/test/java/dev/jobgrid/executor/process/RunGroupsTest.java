package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By folders that stand for control groups, so that each host runs them. */
final class RunGroupsTest {
    private static final String UNIFIED = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw";
    private static final RunLimits LIMITS =
            RunLimits.NONE.withMemoryBytes(8 << 20).withProcesses(7);

    @TempDir
    private Path folder;

    private static List<String> places(String mount, String... own) {
        return RunGroups.places(List.of("22 1 8:1 / / rw - ext4 /dev/root rw", mount), List.of(own)).stream()
                .map(Path::toString)
                .toList();
    }

    @Test
    void groupsOfRunsLieBelowThatOfTheServerOrItsUnit() {
        assertThat(places(UNIFIED, "0::/")).containsExactly("/sys/fs/cgroup");
        assertThat(places(UNIFIED, "0::/system.slice/jg.service"))
                .containsExactly("/sys/fs/cgroup/system.slice/jg.service");
        assertThat(places(UNIFIED, "0::/system.slice/jg.service/server"))
                .containsExactly(
                        "/sys/fs/cgroup/system.slice/jg.service", "/sys/fs/cgroup/system.slice/jg.service/server");
        assertThat(places(
                        "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
                        "8:pids:/a",
                        "4:memory:/b",
                        "0::/c"))
                .containsExactly("/sys/fs/cgroup/unified/c");
    }

    @Test
    void whereThereAreNoGroupsThatCanBeReachedThereIsNoPlaceForThem() {
        assertThat(places("31 24 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids", "8:pids:/"))
                .isEmpty();
        assertThat(places(UNIFIED, "8:pids:/")).isEmpty();
        assertThat(places(UNIFIED, "0::/../other")).isEmpty();
        assertThat(places("30 24 0:26 /docker /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "0::/"))
                .isEmpty();
        assertThat(places("", "")).isEmpty();
    }

    /** The folder that stands for the group of the run, with these files of the kernel's. */
    private Path standIn(RunFolder run, String... files) throws IOException {
        Path group = Files.createDirectories(folder.resolve("groups")
                .resolve(run.key().job().workspace().value() + ":"
                        + run.key().job().id().value() + ":" + run.key().attempt()));
        for (String file : files) {
            Files.createFile(group.resolve(file));
        }
        return group;
    }

    private RunFolder run() throws IOException {
        RunFolder run = new RunFolder(OneRun.KEY, Files.createDirectories(folder.resolve("run")));
        RequestFile.of(OneRun.script("exit 7")).write(run);
        return run;
    }

    private RunGroups groups(RunLimits limits) {
        return new RunGroups(Optional.of(folder.resolve("groups")), limits);
    }

    @Test
    void aGroupHoldsTheLimitsOfItsRunAndIsFoundByItsFolder() throws IOException {
        RunFolder run = run();
        Path group = standIn(run, "cgroup.kill", "memory.max", "memory.swap.max", "pids.max");
        assertThat(RunGroup.of(run)).isEmpty();

        groups(LIMITS).make(run);

        assertThat(RunGroup.of(run)).contains(new RunGroup(group));
        assertThat(group.resolve("memory.max")).hasContent("8388608");
        assertThat(group.resolve("memory.swap.max")).hasContent("0");
        assertThat(group.resolve("pids.max")).hasContent("7");
        assertThat(groups(LIMITS).environment(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of("JG_GROUP", group.toString(), "JG_DATA", ""));
    }

    @Test
    void whereNoGroupHoldsTheMemoryEachProcessIsHeldToIt() throws IOException {
        RunFolder run = run();
        RunGroups.none(LIMITS).make(run);
        assertThat(RunGroups.none(LIMITS).environment(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of("JG_GROUP", "", "JG_DATA", "8192"));
        assertThat(RunGroups.none(RunLimits.NONE).environment(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of("JG_GROUP", "", "JG_DATA", ""));

        standIn(run, "cgroup.kill");
        groups(LIMITS).make(run);
        assertThat(groups(LIMITS).environment(run)).containsEntry("JG_DATA", "8192");
    }

    @Test
    void withoutAGroupAProgramIsStartedWithTheBoundOfAProcess() throws Exception {
        RunFolder run = run();
        Supervisor supervisor =
                new HostAbilities(folder, List.of(folder)).find(false).with(RunGroups.none(LIMITS));
        supervisor.layOut(run, List.of());

        supervisor.start(run, List.of("sh", "-c", "ulimit -d"), Map.of()).waitFor();

        assertThat(run.stdout()).hasContent("8192");
        assertThat(new RunState(run).exit().orElseThrow().exitCode()).hasValue(0);
    }

    @Test
    void limitsThatHoldForNoRunAsAWholeAreTold() throws IOException {
        assertThat(groups(RunLimits.NONE).unheld()).isEmpty();
        assertThat(RunGroups.none(LIMITS).unheld()).hasSize(2);
        assertThat(groups(LIMITS).unheld()).hasSize(2);
        Path given = Files.createDirectories(folder.resolve("groups")).resolve("cgroup.subtree_control");
        Files.writeString(given, "cpu memory\n");
        assertThat(groups(LIMITS).unheld()).singleElement().asString().contains("processes");
        Files.writeString(given, "memory pids\n");
        assertThat(groups(LIMITS).unheld()).isEmpty();
    }

    @Test
    void groupsThatCannotBeKilledAsAWholeAreOfNoUse() throws IOException {
        RunFolder run = run();
        assertThatThrownBy(() -> groups(RunLimits.NONE).make(run)).hasMessageContaining("cannot be killed as a whole");
    }

    @Test
    void aProgramThatTheKernelKilledForItsMemoryRanOutOfMemory() throws Exception {
        RunExit exit = endWith("kill -KILL $$", "low 0\nmax 9\noom 2\noom_kill 1\n");
        assertThat(exit.signal()).hasValue(9);
        assertThat(exit.cause()).contains(Failure.Cause.OUT_OF_MEMORY);
        assertThat(exit.summary()).contains("memory");
        assertThat(exit.runtime().isPresent()).isEqualTo(HostUptime.now().isPresent());
    }

    @Test
    void aProgramThatFailsWhenOneOfItsOwnWasKilledRanOutOfMemory() throws Exception {
        RunExit exit = endWith("exit 3", "oom_kill 1\n");
        assertThat(exit.exitCode()).hasValue(3);
        assertThat(exit.cause()).contains(Failure.Cause.OUT_OF_MEMORY);
    }

    @Test
    void aProgramThatEndsWellOrWasNeverShortOfMemoryHasNoSuchCause() throws Exception {
        assertThat(endWith("exit 0", "oom_kill 1\n").cause()).isEmpty();
        assertThat(endWith("exit 3", "oom_kill 0\n").cause()).isEmpty();
    }

    /** What is on record of a program in a group of which the kernel tells these events. */
    private RunExit endWith(String script, String events) throws Exception {
        RunFolder run = run();
        Path group = standIn(run, "cgroup.kill");
        Files.writeString(group.resolve("memory.events"), events);
        try {
            Supervisor supervisor =
                    new HostAbilities(folder, List.of(folder)).find(false).with(groups(RunLimits.NONE));
            supervisor.layOut(run, List.of());
            supervisor.start(run, List.of("sh", "-c", script), Map.of()).waitFor();
            assertThat(group.resolve("cgroup.procs")).hasContent("0");
            return new RunState(run).exit().orElseThrow();
        } finally {
            FileTree.delete(run.path());
            FileTree.delete(group);
        }
    }
}
