package dev.jobgrid.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.spi.RunExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host gives a run so many processes and no more: whichever fork fails, the program has run, or the host is to blame. */
final class NoProcessLeftTest {
    /** More than it takes to start a program in any way. */
    private static final int ENOUGH = 16;

    @TempDir
    private Path folder;

    private Path group = Path.of("");

    @BeforeEach
    void limit() {
        Optional<Path> made = Stream.of("/sys/fs/cgroup/pids", "/sys/fs/cgroup")
                .map(Path::of)
                .flatMap(parent -> made(parent).stream())
                .findFirst();
        assumeTrue(made.isPresent(), "this host lets the test make no cgroup that bounds processes");
        group = made.orElseThrow();
    }

    private static Optional<Path> made(Path parent) {
        Path group = parent.resolve("jobgrid-test-" + UUID.randomUUID());
        try {
            Files.createDirectory(group);
            if (Files.isWritable(group.resolve("pids.max"))) {
                return Optional.of(group);
            }
            Files.delete(group);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @AfterEach
    void lift() throws IOException {
        if (!group.toString().isEmpty()) {
            Files.delete(group);
        }
    }

    @Test
    void whatCannotForkIsTheHostsFaultAndNoEndOfTheProgram() throws Exception {
        startWithEverFewerForksThatFail(true);
    }

    @Test
    void whatCannotForkIsTheHostsFaultWhereJobsShareTheFileSystem() throws Exception {
        startWithEverFewerForksThatFail(false);
    }

    private void startWithEverFewerForksThatFail(boolean isPrivate) throws Exception {
        RunFolders folders = new RunFolders(folder);
        Supervisor found = new HostAbilities(folder, List.of(folder)).find(isPrivate);
        Path limited = Files.writeString(
                folder.resolve("limited.sh"),
                "echo $$ >'" + group + "/cgroup.procs' && exec /bin/sh '" + found.script() + "' \"$@\"");
        Supervisor supervisor = new Supervisor(limited, found.root(), found.tells(), found.unshare(), found.drop());
        List<Boolean> started = new ArrayList<>();
        for (int most = 1; most <= ENOUGH; most++) {
            Files.writeString(group.resolve("pids.max"), Integer.toString(most));
            RunFolder run = folders.of(OneRun.KEY);
            folders.make(run);
            RequestFile.of(OneRun.script("exit 7")).write(run);
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
