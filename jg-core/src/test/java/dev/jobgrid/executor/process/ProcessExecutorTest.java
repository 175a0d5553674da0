package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessExecutorTest {
    @TempDir
    private Path folder;

    private ProcessExecutor executor;
    private final OneRun heard = new OneRun();

    @BeforeEach
    void open() throws IOException {
        executor = OneRun.open(folder);
    }

    @AfterEach
    void close() throws Exception {
        Optional<Run> left = executor.attach(OneRun.KEY, new OneRun());
        if (left.isPresent()) {
            left.get().stop(Duration.ZERO);
            left.get().exit(OneRun.LONG);
            left.get().remove();
        }
        executor.close();
    }

    private static RunExit exit(Run run) throws InterruptedException {
        return run.exit(OneRun.LONG).orElseThrow();
    }

    private Run start(String script) throws InterruptedException {
        Run run = executor.launch(OneRun.script("echo ready; " + script), heard);
        while (heard.starts.isEmpty()) {
            assertThat(run.exit(Duration.ofMillis(5)).isPresent() && heard.starts.isEmpty())
                    .isFalse();
        }
        return run;
    }

    private RunFolder runFolder() throws IOException {
        return new RunFolders(folder.toRealPath()).of(OneRun.KEY);
    }

    private SupervisorProcess supervisor() throws IOException {
        return new RunState(runFolder()).supervisor().orElseThrow();
    }

    @Test
    void aNodeShowsWhatWasDeclared() throws IOException {
        try (ProcessExecutor other = ProcessExecutor.builder(folder.resolve("other"))
                .nodeId(new NodeName("n1"))
                .region("eu-west")
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24×2"))
                .simulateGpu(OneRun.GPU.model(), 1, Usd.ofDollars(2))
                .build()) {
            GpuNode node = other.nodes().get(0);
            assertThat(node.id()).isEqualTo(new NodeName("n1"));
            assertThat(node.region()).isEqualTo("eu-west");
            assertThat(node.devices()).hasSize(3).allMatch(GpuNode.Device::simulated);
            assertThat(node.devices().get(2).hourlyRate()).isEqualTo(Usd.ofDollars(2));
        }
    }

    @Test
    void aPriceIsThatOfEachGpuOfTheNode() throws IOException {
        try (ProcessExecutor other = ProcessExecutor.builder(folder.resolve("other"))
                .hourlyRate(Usd.ofDollars(0.25))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA H100:80"))
                .build()) {
            assertThat(other.nodes().get(0).devices())
                    .extracting(GpuNode.Device::hourlyRate)
                    .containsExactly(Usd.ofDollars(0.25), Usd.ofDollars(0.25));
        }
    }

    @Test
    void mountsThatCannotBeKeptApartAreRefused() {
        Path all = folder.toAbsolutePath();
        Path own = all.resolve("own");
        assertThatThrownBy(() -> ProcessExecutor.builder(own)
                        .mount(HostMount.readOnly("all", all.toString()))
                        .build())
                .hasMessageContaining("the mount 'all' would show jobs " + own);
        assertThatThrownBy(() -> ProcessExecutor.builder(own)
                        .mount(HostMount.readOnly("data", "/mnt/a"))
                        .mount(HostMount.readOnly("data", "/mnt/b"))
                        .build())
                .hasMessage("two mounts are named 'data'; give each a name of its own");
        assertThatThrownBy(() -> ProcessExecutor.builder(own)
                        .privateWorkspace(false)
                        .mount(HostMount.readOnly("data", "/mnt/a"))
                        .build())
                .hasMessageContaining("the mount 'data' is read-only, and this host cannot keep programs from writing");
    }

    @Test
    void aHiddenFolderIsEmptyForJobs() throws Exception {
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");
        // Where the build is not below /tmp, of which each job has its own.
        Path own = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "data");
        Files.writeString(own.resolve("control.json"), "s3cret");
        executor.close();
        try (ProcessExecutor hiding = ProcessExecutor.builder(own.resolve("runs"))
                .simulateGpu(OneRun.GPU)
                .hide(own)
                .build()) {
            Run run = hiding.launch(
                    OneRun.script("cat " + own.resolve("control.json") + " 2>/dev/null || echo unseen; ls " + own
                            + " 2>/dev/null; echo kept > /workspace/artifacts/a"),
                    heard);
            assertThat(OneRun.lines(run)).containsExactly("unseen");
            assertThat(exit(run).exitCode()).hasValue(0);
            run.remove();
            assertThatThrownBy(() -> ProcessExecutor.builder(own.resolve("runs"))
                            .hide(own)
                            .mount(HostMount.readOnly(
                                    "keys", own.resolve("signing-keys").toString()))
                            .build())
                    .hasMessageContaining("would show jobs " + own);
        } finally {
            FileTree.delete(own);
        }
        executor = OneRun.open(folder);
    }

    @Test
    void aStopThatFailsForAWhileIsTriedAgain() throws Exception {
        Run run = start("sleep 1000");
        RunFolder its = runFolder();
        Path away = its.path().resolve("claim.away");
        Files.move(its.claim(), away);
        Files.createDirectory(its.claim());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        ProcessRun seen = new ProcessRun(new RunFolders(folder.toRealPath()), its, threads, InstantSource.system());
        RunStop stop = new RunStop(seen, its, new RunState(its), seen.changes());
        Thread stopping = new Thread(() -> stop.carryOut(Duration.ZERO));
        stopping.start();
        while (stopping.getState() != Thread.State.TIMED_WAITING) {
            stopping.join(1);
            assertThat(stopping.isAlive()).as("it has failed, and waits").isTrue();
        }

        Files.delete(its.claim());
        Files.move(away, its.claim());

        assertThat(exit(run).signal()).hasValue(9);
        stopping.join();
        threads.shutdownNow();
    }

    @Test
    void aClosedExecutorTakesNothingOn() throws IOException {
        executor.close();
        assertThat(executor.nodes().get(0).isAccepting()).isFalse();
        assertThatThrownBy(() -> executor.launch(OneRun.script(":"), heard)).isInstanceOf(IllegalStateException.class);
        executor = OneRun.open(folder);
        assertThat(executor.workloads()).isEmpty();
    }

    @Test
    void aJobWithoutACommandIsToldThatThereIsNoImageToAsk() throws Exception {
        RunExit exit = exit(executor.launch(OneRun.request(Optional.empty(), Map.of()), heard));
        assertThat(exit.cause()).contains(Failure.Cause.COMMAND_NOT_FOUND);
        assertThat(exit.summary()).contains("no command").contains("pulls no image");
        assertThat(heard.starts).isEmpty();
    }

    @Test
    void aScriptWhoseInterpreterIsMissingIsACommandNotFound() throws Exception {
        RunRequest plain = OneRun.request(Optional.of(Command.of("/workspace/scripts/run")), Map.of());
        byte[] script = "#!/no/such/interpreter\n".getBytes(StandardCharsets.UTF_8);
        RunRequest request = new RunRequest(
                plain.key(),
                plain.image(),
                plain.command(),
                plain.environment(),
                List.of(new StagedFile(
                        "/workspace/scripts/run", script.length, () -> new ByteArrayInputStream(script))),
                plain.placement(),
                plain.timeout());
        assertThat(exit(executor.launch(request, heard)).cause()).contains(Failure.Cause.COMMAND_NOT_FOUND);
    }

    @Test
    void whatNoProgramCanBeGivenIsRefusedWithoutItsValue() throws Exception {
        Map<String, String> bad = Map.of("SECRET", "hid\0den");
        RunExit exit = exit(executor.launch(OneRun.request(Optional.of(Command.of("true")), bad), heard));
        assertThat(exit.cause()).contains(Failure.Cause.INTERNAL);
        assertThat(exit.summary()).contains("SECRET").doesNotContain("hid");
    }

    @Test
    void aVariableThatNoShellCanNameIsRefused() throws Exception {
        Map<String, String> bad = Map.of("A-B", "hidden");
        RunExit exit = exit(executor.launch(OneRun.request(Optional.of(Command.of("true")), bad), heard));
        assertThat(exit.summary()).contains("A-B").doesNotContain("hidden");
    }

    @Test
    void valuesOfVariablesAreInNoFileAndNoListOfProcesses() throws Exception {
        String secret = "s3cret-" + System.nanoTime();
        Map<String, String> variables = Map.of("TOKEN", secret, "BACK", "\\" + secret, "LETTER", "ß" + secret);
        Command command = Command.of("sh", "-c", "echo ready; while :; do sleep 1; done");
        Run run = executor.launch(OneRun.request(Optional.of(command), variables), heard);
        for (int i = 0; heard.starts.isEmpty() || i < 20; i++) {
            assertThat(commandLines()).noneMatch(line -> line.contains(secret));
            run.exit(Duration.ofMillis(1));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
            }
        }
    }

    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (HostProcess process : HostProcess.all()) {
            try {
                Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
                lines.add(Files.readString(line, StandardCharsets.ISO_8859_1));
            } catch (IOException gone) {
                // It ended meanwhile.
            }
        }
        return lines;
    }

    @Test
    void theFoldersOfRunsAreForTheirOwnerOnly() throws Exception {
        Run run = executor.launch(OneRun.script(":"), heard);
        exit(run);
        for (Path path : List.of(runFolder().path(), runFolder().path().resolve(".."), folder.resolve("runs"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        run.remove();
        assertThat(folder.resolve("runs")).isEmptyDirectory();
        assertThat(folder.resolve("trash")).isEmptyDirectory();
    }

    @Test
    void aSharedWorkspaceIsTold() throws Exception {
        try (ProcessExecutor mapped = ProcessExecutor.builder(folder)
                .simulateGpu(OneRun.GPU)
                .privateWorkspace(false)
                .build()) {
            Command command =
                    Command.of("sh", "-c", "cd /workspace; echo \"$0\" \"$DIR\" \"$HOME\" $(pwd)", "--x=/workspace/in");
            Run run = mapped.launch(OneRun.request(Optional.of(command), Map.of("DIR", "/workspace")), heard);
            String here = runFolder().workspace().toString();
            assertThat(OneRun.lines(run)).containsExactly("--x=" + here + "/in " + here + " " + here + " " + here);
            assertThat(heard.told)
                    .anyMatch(line -> line.startsWith("RUNTIME_PREPARATION") && line.contains("/workspace"));
        }
    }

    @Test
    void aPrivateJobSeesItsOwnFoldersAndMayWriteNowhereElse() throws Exception {
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");
        Path outside = Files.createTempDirectory("outside");
        try {
            Run run = executor.launch(
                    OneRun.script(
                            "pwd; echo $HOME; ls /workspace /tmp; touch /tmp/x /workspace/x /dev/shm/x && echo written;"
                                    + " touch " + outside + "/x 2>/dev/null || echo refused; ls " + folder
                                    + " 2>/dev/null"
                                    + "; test -e /workspace && cat /proc/1/comm; ls -d /proc/[0-9]* | wc -l"),
                    heard);
            List<String> lines = OneRun.lines(run);
            assertThat(lines.subList(0, 8))
                    .containsExactly(
                            "/workspace", "/workspace", "/tmp:", "", "/workspace:", "artifacts", "inputs", "scripts");
            assertThat(lines).contains("written", "refused").doesNotContain("runs", "trash");
            assertThat(Integer.parseInt(lines.get(lines.size() - 1).trim())).isLessThan(10);
            assertThat(outside).isEmptyDirectory();
            assertThat(heard.told).noneMatch(line -> line.contains("stands for"));
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void onlyRealDevicesAreShownToAProgram() throws Exception {
        RunRequest asked = OneRun.request(
                Optional.of(Command.of("sh", "-c", "echo \"<$CUDA_VISIBLE_DEVICES>\"")),
                Map.of("CUDA_VISIBLE_DEVICES", "7"));
        assertThat(OneRun.lines(executor.launch(asked, heard))).containsExactly("<7>");
        exit(executor.attach(OneRun.KEY, heard).orElseThrow());
        executor.attach(OneRun.KEY, heard).orElseThrow().remove();

        RunRequest real = new RunRequest(
                asked.key(),
                asked.image(),
                asked.command(),
                asked.environment(),
                asked.files(),
                OneRun.placement(false),
                asked.timeout());
        assertThat(OneRun.lines(executor.launch(real, heard))).containsExactly("<GPU-1,GPU-2>");
    }

    @Test
    void aRunOutlivesACrashOfItsProcess() throws Exception {
        Process crashing = OneRun.child(
                List.of(),
                OneRun.places(),
                folder.toString(),
                "crash",
                "sh",
                "-c",
                "echo before; sleep 1; echo after; exit 7");
        assertThat(crashing.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(crashing.exitValue()).isEqualTo(1);

        assertThat(executor.workloads()).containsExactly(OneRun.KEY);
        Run run = executor.launch(OneRun.script("echo never"), heard);

        assertThat(OneRun.lines(run)).containsExactly("before", "after");
        assertThat(exit(run).exitCode()).hasValue(7);
        assertThat(heard.starts).hasSize(1);
    }

    @Test
    void jobsRunAsAUserWithoutRightsToo() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv to take rights away with");
        assumeTrue(System.getProperty("user.name").equals("root"), "the tests have no rights that could be taken away");
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Path own = Files.createTempDirectory(Path.of("/tmp"), "jobgrid-nobody");
        try {
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
            List<Path> classPath = copies(own);
            String runs = own.resolve("runs").toString();
            Process child = OneRun.child(nobody, classPath, runs, "report", "sh", "-c", "ls /workspace; exit 3");
            List<String> lines = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines).isNotEmpty();
            assertThat(lines.subList(1, lines.size())).containsExactly("artifacts", "inputs", "scripts", "code: 3");
        } finally {
            FileTree.delete(own);
        }
    }

    private static List<Path> copies(Path folder) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path place : OneRun.places()) {
            Path copy = folder.resolve(Integer.toString(copies.size()));
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = Path.of(copy + "/" + place.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
            copies.add(Files.isDirectory(place) ? copy : Files.move(copy, Path.of(copy + ".jar")));
        }
        return copies;
    }

    @Test
    void aRunWhoseSupervisorIsKilledIsLostAndLeavesNothing() throws Exception {
        Run run = start("while :; do sleep 1; done");
        SupervisorProcess supervisor = supervisor();
        List<HostProcess> program = HostProcess.below(supervisor.pid(), HostProcess.all());
        assertThat(program).isNotEmpty();

        ProcessHandle.of(supervisor.pid()).orElseThrow().destroyForcibly();

        RunExit exit = exit(run);
        assertThat(exit.cause()).contains(Failure.Cause.WORKER_LOST);
        assertThat(executor.launch(OneRun.script("echo never"), new OneRun()).exit(OneRun.LONG))
                .contains(exit);
        while (program.stream().anyMatch(ProcessExecutorTest::isThere)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static boolean isThere(HostProcess process) {
        return HostProcess.find(process.pid())
                .filter(now -> now.start() == process.start())
                .isPresent();
    }

    @Test
    void aLaterProcessWithTheSamePidIsNotTakenForTheSupervisor() throws Exception {
        Run run = start("while :; do sleep 1; done");
        RunFolder folder = runFolder();
        String claim = Files.readString(folder.claim());
        ProcessHandle.of(supervisor().pid()).orElseThrow().destroyForcibly();
        exit(run);
        Files.delete(folder.exit());
        String own = Files.readString(Path.of("/proc/self/stat"));
        String start = own.substring(own.lastIndexOf(')') + 2).split(" ", -1)[19];
        long pid = ProcessHandle.current().pid();

        Files.writeString(folder.claim(), pid + " " + own.replace(" " + start + " ", " 1 "));
        assertThat(new RunState(folder).exit().orElseThrow().cause()).contains(Failure.Cause.WORKER_LOST);

        Files.delete(folder.exit());
        Files.writeString(folder.claim(), pid + " " + own);
        assertThat(new RunState(folder).exit()).isEmpty();
        Files.writeString(folder.claim(), claim);
    }

    @Test
    void aRunIsLostWhenTheHostWasStartedAgain() throws Exception {
        start("while :; do sleep 1; done");
        RunFolder folder = runFolder();
        String request = Files.readString(folder.request());
        Files.writeString(folder.request(), request.replaceAll("boot=.*", "boot=another"));

        assertThat(new RunState(folder).exit().orElseThrow().cause()).contains(Failure.Cause.WORKER_LOST);

        Files.writeString(folder.request(), request);
        supervisor().killBelow(folder);
    }

    @Test
    void aPreparationThatBrokeOffIsDoneAgainByALaunch() throws Exception {
        breakOff();
        Run run = executor.launch(OneRun.script("echo ran; ls /workspace/inputs"), heard);
        assertThat(OneRun.lines(run)).containsExactly("ran");
        assertThat(exit(run).exitCode()).hasValue(0);
    }

    @Test
    void aPreparationThatBrokeOffIsLostToThoseWhoAttach() throws Exception {
        breakOff();
        assertThat(executor.workloads()).containsExactly(OneRun.KEY);
        Run run = executor.attach(OneRun.KEY, heard).orElseThrow();
        RunExit exit = exit(run);
        assertThat(exit.cause()).contains(Failure.Cause.WORKER_LOST);
        assertThat(exit.summary()).contains("never started");
        assertThat(OneRun.lines(run)).isEmpty();
        Run launched = executor.launch(OneRun.script("echo never"), heard);
        assertThat(exit(launched)).isEqualTo(exit);
        assertThat(OneRun.lines(launched)).isEmpty();
        assertThat(heard.starts).isEmpty();
    }

    private void breakOff() throws IOException {
        RunFolder folder = runFolder();
        new RunFolders(this.folder.toRealPath()).make(folder);
        RequestFile.of(OneRun.script("echo ran")).write(folder);
        Files.createDirectories(folder.workspace().resolve("inputs"));
        Files.writeString(folder.workspace().resolve("inputs/half"), "half");
    }

    @Test
    void aSupervisorThatComesLateDoesNotStartTheProgram() throws Exception {
        breakOff();
        RunFolder folder = runFolder();
        Supervisor supervisor =
                new HostAbilities(this.folder.toRealPath(), List.of(this.folder.toRealPath())).find(true);
        supervisor.layOut(folder, List.of());
        assertThat(exit(executor.attach(OneRun.KEY, heard).orElseThrow()).cause())
                .contains(Failure.Cause.WORKER_LOST);

        Process late = supervisor.start(folder, List.of("touch", supervisor.workspace(folder) + "/ran"), Map.of());

        assertThat(late.waitFor()).isEqualTo(1);
        assertThat(folder.workspace().resolve("ran")).doesNotExist();
        assertThat(folder.started())
                .satisfiesAnyOf(
                        file -> assertThat(file).doesNotExist(),
                        file -> assertThat(file).isEmptyFile());
    }

    @Test
    void aFolderWithoutARequestIsNoRun() throws Exception {
        RunFolder folder = runFolder();
        new RunFolders(this.folder.toRealPath()).make(folder);
        assertThat(executor.attach(OneRun.KEY, heard)).isEmpty();
        assertThat(executor.workloads()).isEmpty();
        OneRun.open(this.folder).close();
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void aRunThatIsNotOverIsNotRemoved() throws Exception {
        Run run = start("while :; do sleep 1; done");
        assertThatThrownBy(run::remove)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stop it first");
        assertThatThrownBy(() -> run.collect((path, size, body) -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingWhileARunIsPreparedLeavesItUnstarted() throws Exception {
        CountDownLatch isReading = new CountDownLatch(1);
        RunRequest plain = OneRun.script("echo ran");
        RunRequest request = new RunRequest(
                plain.key(),
                plain.image(),
                plain.command(),
                plain.environment(),
                List.of(new StagedFile("/workspace/inputs/slow", 1, () -> {
                    isReading.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new ClosedByInterruptException();
                    }
                    throw new IOException("unreachable");
                })),
                plain.placement(),
                plain.timeout());
        executor.launch(request, heard);
        isReading.await();

        executor.close();
        executor = OneRun.open(folder);

        Run again = executor.launch(plain, heard);
        assertThat(OneRun.lines(again)).containsExactly("ran");
    }

    @Test
    void whereSetsidTellsNothingACodeOver128IsASignal() throws Exception {
        RunFolder folder = runFolder();
        Supervisor found = new HostAbilities(this.folder.toRealPath(), List.of(this.folder.toRealPath())).find(false);
        Supervisor plain = new Supervisor(found.script(), Optional.empty(), "shell", "", "");
        for (Map.Entry<String, String> expected : Map.of(
                        "exit 3", "exited 3", "kill -TERM $$", "signalled 15", "exit 137", "signalled 9")
                .entrySet()) {
            new RunFolders(this.folder.toRealPath()).make(folder);
            RequestFile.of(OneRun.script("x")).write(folder);
            plain.layOut(folder, List.of());
            plain.start(folder, List.of("sh", "-c", expected.getKey()), Map.of())
                    .waitFor();
            assertThat(Files.readString(folder.exit()))
                    .matches("(?s)" + expected.getValue() + "( [0-9.]+ [0-9.]+)?\n.*");
            FileTree.delete(folder.path());
        }
    }

    @Test
    void aProgramWhoseStartFindsNoRoomInItsFileDoesNotStart() throws Exception {
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");
        Path root = folder.toRealPath();
        RunFolder run = runFolder();
        Supervisor way = new HostAbilities(root, List.of(root)).find(true);
        new RunFolders(root).make(run);
        RequestFile.of(OneRun.script("x")).write(run);
        way.layOut(run, List.of());
        Files.createSymbolicLink(run.started(), Path.of("/dev/full"));

        way.start(run, List.of("sh", "-c", "touch ran"), Map.of()).waitFor();

        RunExit exit = ExitFile.read(run).orElseThrow();
        assertThat(exit.nodeFault()).as(exit.toString()).isTrue();
        assertThat(exit.cause()).contains(Failure.Cause.DISK_FULL);
        assertThat(run.workspace().resolve("ran")).doesNotExist();
    }

    @Test
    void noProgramStartsWhereTheHostLeavesOutThatItsFilesAreReadOnly() throws Exception {
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");

        // Such as "ro=recursive" before util-linux 2.39: mount takes the option and does nothing.
        RunExit exit = ExitFile.read(endOf("x-ignored", "touch ran")).orElseThrow();

        assertThat(exit.nodeFault()).as(exit.toString()).isTrue();
        assertThat(runFolder().workspace().resolve("ran")).doesNotExist();
    }

    @Test
    void whatIsMountedBelowAFolderOfTheHostIsReadOnlyTooWhereTheHostCannotSaySoAtOnce() throws Exception {
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");

        RunFolder run = endOf(
                "ro",
                "while read -r id parent device root point options rest; do echo \"$point ${options%%,*}\"; done"
                        + " </proc/self/mountinfo");

        // Of those at one place the last is seen.
        Map<String, String> rights = Files.readAllLines(run.stdout()).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (below, above) -> above));
        rights.keySet().removeAll(Set.of("/workspace", "/tmp", "/var/tmp", "/proc", "/dev/shm"));
        assertThat(rights)
                .containsKey("/")
                .allSatisfy((place, right) -> assertThat(right).isEqualTo("ro"));
    }

    /** Of a script on a host that knows this option for mounts that are read-only. */
    private RunFolder endOf(String readOnly, String script) throws Exception {
        Path root = folder.toRealPath();
        RunFolder run = runFolder();
        Supervisor found = new HostAbilities(root, List.of(root)).find(true);
        Supervisor way = new Supervisor(
                found.script(),
                Optional.of(new PrivateRoot(root, List.of(root), readOnly)),
                found.waiter(),
                found.unshare(),
                found.drop());
        new RunFolders(root).make(run);
        RequestFile.of(OneRun.script("x")).write(run);
        way.layOut(run, List.of());
        way.start(run, List.of("sh", "-c", script), Map.of()).waitFor();
        return run;
    }

    @Test
    void aDeviceIsOneRunsUntilItIsOver() throws Exception {
        Run first = start("while :; do sleep 1; done");
        RunRequest plain = OneRun.script("exit 3");
        for (int attempt = 2; attempt <= 3; attempt++) {
            Run second = executor.launch(
                    new RunRequest(
                            new RunKey(plain.key().job(), attempt),
                            plain.image(),
                            plain.command(),
                            plain.environment(),
                            plain.files(),
                            OneRun.placement(true, "GPU-2", "GPU-3"),
                            plain.timeout()),
                    new OneRun());
            RunExit exit = exit(second);
            second.remove();
            if (attempt == 2) {
                assertThat(exit.nodeFault()).isTrue();
                assertThat(exit.cause()).contains(Failure.Cause.GPU_UNAVAILABLE);
                assertThat(exit.summary()).contains("GPU-2", first.key().toString());
                first.stop(Duration.ZERO);
                exit(first);
            } else {
                assertThat(exit.exitCode()).hasValue(3);
            }
        }
    }

    @Test
    void twentyRunsAtOnceEndEachInItsOwnWay() throws Exception {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RunRequest plain = OneRun.script("echo run " + i + "; exit " + i);
            runs.add(executor.launch(
                    new RunRequest(
                            new RunKey(plain.key().job(), i + 1),
                            plain.image(),
                            plain.command(),
                            plain.environment(),
                            plain.files(),
                            OneRun.placement(true, "GPU-" + i),
                            plain.timeout()),
                    new OneRun()));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(OneRun.lines(runs.get(i))).containsExactly("run " + i);
            assertThat(exit(runs.get(i)).exitCode()).hasValue(i);
            runs.get(i).remove();
        }
        assertThat(executor.workloads()).isEmpty();
        assertThat(Arrays.stream(folder.resolve("runs").toFile().list()).collect(Collectors.toList()))
                .isEmpty();
    }

    @Test
    void aRunWhoseRequestCannotBeWrittenIsAFaultOfTheHostAndLeavesNothing() throws Exception {
        Files.createDirectories(runFolder().path().resolve("request.new"));

        Run run = executor.launch(OneRun.script("echo never"), heard);

        RunExit exit = exit(run);
        assertThat(exit.nodeFault()).as(exit.toString()).isTrue();
        assertThat(exit.summary()).contains("request.new");
        assertThat(heard.starts).isEmpty();
        assertThat(OneRun.lines(run)).isEmpty();
        run.remove();
        assertThat(folder.resolve("runs")).isEmptyDirectory();
        assertThat(exit(executor.launch(OneRun.script("exit 5"), heard)).exitCode())
                .hasValue(5);
    }
}
