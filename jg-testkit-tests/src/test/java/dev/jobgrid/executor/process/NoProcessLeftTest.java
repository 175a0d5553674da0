package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.PidsGroup;
import dev.jobgrid.testkit.executor.RunRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host gives a run so many processes and no more: whichever fork fails, the program has run, or the host is to blame. */
final class NoProcessLeftTest {
    /** More than it takes to start a program in any way. */
    private static final int ENOUGH = 16;

    private static final RunRequest REQUEST = new RunRequests(
                    "process",
                    "busybox",
                    new GpuNode(
                            new NodeName("here"),
                            "",
                            List.of(new GpuNode.Device(
                                    "GPU-1", SimulatedGpu.parse("NVIDIA L4:24").model(), Usd.ZERO, true)),
                            0,
                            true))
            .of(new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("job")), 1), Command.of("sh", "-c", "exit 7"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatCannotForkIsTheHostsFaultAndNoEndOfTheProgram() throws Exception {
        startWithEverFewerForksThatFail(true);
    }

    @Test
    void whatCannotForkIsTheHostsFaultWhereJobsShareTheFileSystem() throws Exception {
        startWithEverFewerForksThatFail(false);
    }

    private void startWithEverFewerForksThatFail(boolean isPrivate) throws Exception {
        try (PidsGroup group = PidsGroup.make()) {
            Supervisor found = new HostAbilities(folder, List.of(folder)).find(isPrivate);
            Path limited = Files.writeString(
                    folder.resolve("limited.sh"),
                    "echo $$ >'" + group.processes() + "' && exec /bin/sh '" + found.script() + "' \"$@\"");
            startWithEverFewerForksThatFail(
                    new Supervisor(limited, found.root(), found.waiter(), found.unshare(), found.drop()), group);
        }
    }

    private void startWithEverFewerForksThatFail(Supervisor supervisor, PidsGroup group) throws Exception {
        RunFolders folders = new RunFolders(folder);
        List<Boolean> started = new ArrayList<>();
        for (int most = 1; most <= ENOUGH; most++) {
            group.limit(most);
            RunFolder run = folders.of(REQUEST.key());
            folders.make(run);
            RequestFile.of(REQUEST).write(run);
            supervisor.layOut(run, List.of());

            supervisor.start(run, List.of("sh", "-c", "exit 7"), Map.of()).waitFor();

            RunExit exit = new RunState(run).exit().orElseThrow();
            if (exit.nodeFault()) {
                assertThat(exit.cause()).as("%d processes: %s", most, exit).isEmpty();
                assertThat(exit.summary()).contains("could not be started", "raise the limit");
                assertThat(new RunState(run).started()).isEmpty();
            } else {
                assertThat(exit.exitCode()).as("%d processes: %s", most, exit).hasValue(7);
            }
            started.add(!exit.nodeFault());
            folders.remove(run);
        }
        assertThat(started).startsWith(false).endsWith(true).isSorted();
    }
}
