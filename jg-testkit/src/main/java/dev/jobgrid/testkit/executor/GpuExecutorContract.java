package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of every executor. Programs are scripts for a POSIX sh. Tests may share an engine, but workloads of
 * other tests must not be listed by {@link GpuExecutor#workloads()}.
 */
@SuppressWarnings("resource") // executors are closed after each test
public abstract class GpuExecutorContract {
    /** Longer than anything here takes, on the slowest machine. */
    protected static final Duration LONG = Duration.ofMinutes(1);

    /** More than {@link #CLOCK}, so that a time that was not told shows. */
    private static final Duration SOME_TIME = Duration.ofMillis(1_500);

    /** How finely the engine's clock may tell. */
    private static final Duration CLOCK = Duration.ofMillis(500);

    private final List<GpuExecutor> opened = new ArrayList<>();
    private GpuExecutor executor;
    private RunRequests requests;

    /**
     * An executor with a node that has a device. Called again within a test, it opens another on the same engine: the way
     * a grid finds its runs again after a crash.
     */
    protected final GpuExecutor open() throws Exception {
        return open(List.of());
    }

    /** The same, whose jobs may ask for these folders of the machine that the tests run on. */
    protected abstract GpuExecutor open(List<HostMount> mounts) throws Exception;

    /** An image with a POSIX sh. */
    protected abstract String image();

    /** Variables that a program may have without being asked for. */
    protected Set<String> ownVariables() {
        return Set.of("PATH", "LANG", "HOME");
    }

    /** Whether the engine distinguishes a signal from an exit code of 128 and more. */
    protected boolean tellsSignalsFromExitCodes() {
        return true;
    }

    /** Whether the executor can prevent programs from writing to a mount. */
    protected boolean hasReadOnlyMounts() {
        return true;
    }

    /** Whether the executor reports runtimes. */
    protected boolean tellsHowLong() {
        return true;
    }

    /** Whether the engine may lose lines of a program that ends within milliseconds. */
    protected boolean losesLinesOfShortPrograms() {
        return false;
    }

    /** How long a program that is asked to end takes for that: longer than the executor waits between two looks at it. */
    protected Duration timeToEnd() {
        return Duration.ofSeconds(1);
    }

    /** Opens the first executor. */
    @BeforeEach
    protected final void openFirst() throws Exception {
        use(reopen());
    }

    /** Lets the runs that are launched from now on be of this executor. */
    private void use(GpuExecutor another) {
        executor = another;
        requests = new RunRequests(executor.name(), image(), executor.nodes().get(0));
    }

    /** Ends and removes all runs, and closes all executors. */
    @AfterEach
    protected final void clearAway() throws Exception {
        GpuExecutor last = reopen();
        for (RunKey key : last.workloads()) {
            Optional<Run> run = last.attach(key, new HeardListener());
            if (run.isPresent()) {
                run.get().stop(Duration.ZERO);
                run.get().exit(LONG);
                run.get().remove();
            }
        }
        opened.forEach(GpuExecutor::close);
    }

    private GpuExecutor reopen() throws Exception {
        return opened(open());
    }

    /** An engine may take its time to answer, and an executor that has not heard of it yet knows nothing of its runs. */
    private GpuExecutor opened(GpuExecutor another) {
        opened.add(another);
        await("a node that takes work")
                .atMost(LONG)
                .until(() -> another.nodes().stream().anyMatch(GpuNode::isAccepting));
        return another;
    }

    private Run launch(RunRequest request) {
        return executor.launch(request, new HeardListener());
    }

    private static RunExit exit(Run run) throws InterruptedException {
        return run.exit(LONG).orElseThrow(() -> new AssertionError("run " + run.key() + " does not end"));
    }

    private static RunExit timed(RunExit expected, RunExit like) {
        return like.runtime().map(expected::withRuntime).orElse(expected);
    }

    private static Map<String, String> artifacts(Run run) throws IOException {
        Map<String, String> artifacts = new TreeMap<>();
        run.collect((path, size, body) -> {
            byte[] bytes = body.readAllBytes();
            assertThat(bytes).as(path).hasSize(Math.toIntExact(size));
            artifacts.put(path, new String(bytes, StandardCharsets.UTF_8));
        });
        return artifacts;
    }

    /** A script of whose lines none may be missing. */
    private String printing(String script) {
        return losesLinesOfShortPrograms() ? "trap 'sleep 0.2' EXIT; " + script : script;
    }

    private RunRequest printer(String script) {
        return requests.script(printing(script));
    }

    private List<String> output(RunRequest request) throws Exception {
        Run run = launch(request);
        List<RawLine> lines = Reading.rest(run, "");
        assertThat(messages(lines, LogStream.STDERR)).isEmpty();
        assertThat(exit(run).exitCode()).hasValue(0);
        return messages(lines, LogStream.STDOUT);
    }

    /** The devices of a node have names of their own. */
    @Test
    protected void nodesHaveNamedDevices() {
        assertThat(executor.name()).isNotBlank();
        assertThat(executor.nodes()).extracting(GpuNode::id).doesNotHaveDuplicates();
        for (GpuNode node : executor.nodes()) {
            assertThat(node.isAccepting()).isTrue();
            assertThat(node.freeDiskBytes()).isPositive();
            assertThat(node.devices())
                    .isNotEmpty()
                    .extracting(GpuNode.Device::id)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    protected void aRunGoesFromLaunchToRemoval() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        HeardListener heard = new HeardListener();
        Run run = executor.launch(
                printer("echo hello; echo oops >&2; echo done > /workspace/artifacts/result.txt"), heard);

        List<RawLine> lines = Reading.rest(run, "");
        RunExit exit = exit(run);

        assertThat(messages(lines, LogStream.STDOUT)).containsExactly("hello");
        assertThat(messages(lines, LogStream.STDERR)).containsExactly("oops");
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.at()).isBetween(before, Instant.now().plusSeconds(2)));
        assertThat(exit).isEqualTo(timed(RunExit.exited(0, exit.at()), exit));
        assertThat(heard.starts()).hasSize(1);
        assertThat(exit.at()).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(heard.starts().get(0)).isBetween(before, exit.at());
        assertThat(heard.phases()).isNotEmpty().isSubsetOf(ExecutionPhase.values());
        assertThat(artifacts(run)).containsExactly(Map.entry("result.txt", "done\n"));
        run.remove();
        assertThat(executor.workloads()).doesNotContain(run.key());
        run.remove();
    }

    @Test
    protected void exitCodesComeThrough() throws Exception {
        for (int code : List.of(1, 42, 126, 127, 255)) {
            RunExit exit = exit(launch(requests.script("exit " + code)));
            assertThat(exit).isEqualTo(timed(RunExit.exited(code, exit.at()), exit));
        }
    }

    @Test
    protected void aSignalIsTold() throws Exception {
        RunExit exit = exit(launch(requests.script("kill -KILL $$")));
        if (tellsSignalsFromExitCodes()) {
            assertThat(exit).isEqualTo(timed(RunExit.signalled(9, exit.at()), exit));
            RunExit code = exit(launch(requests.script("exit 137")));
            assertThat(code).isEqualTo(timed(RunExit.exited(137, code.at()), code));
        } else {
            assertThat(exit.exitCode().isPresent()).isNotEqualTo(exit.signal().isPresent());
        }
    }

    @Test
    protected void aProgramThatHandlesTermEndsInItsOwnWay() throws Exception {
        Run run = launch(requests.script(
                "trap 'echo bye; echo kept > /workspace/artifacts/kept; exit 5' TERM; echo ready; while :; do"
                        + " sleep 1; done"));
        Reading.untilLine(run, "ready");

        for (int i = 0; i < 16; i++) {
            run.stop(LONG);
        }

        RunExit exit = exit(run);
        assertThat(exit).isEqualTo(timed(RunExit.exited(5, exit.at()), exit));
        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("ready", "bye");
        assertThat(artifacts(run)).containsKey("kept");
    }

    @Test
    protected void aProgramThatTakesItsTimeAfterTermIsWaitedFor() throws Exception {
        Run run = launch(requests.script("trap 'sleep " + timeToEnd().toSeconds()
                + "; echo saved; echo kept > /workspace/artifacts/kept; exit 5' TERM;"
                + " echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(LONG);

        assertThat(exit(run).exitCode()).hasValue(5);
        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("ready", "saved");
        assertThat(artifacts(run)).containsKey("kept");
    }

    @Test
    protected void aProgramThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        Run run = launch(requests.script("trap '' TERM; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(Duration.ofMillis(200));

        RunExit exit = exit(run);
        assertThat(exit.exitCode().orElse(137)).isEqualTo(137);
        assertThat(exit.signal().orElse(9)).isEqualTo(9);
        assertThat(exit.cause()).isEmpty();
    }

    @Test
    protected void aSecondStopMayShortenTheGrace() throws Exception {
        Run run = launch(requests.script("trap '' TERM; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(Duration.ofDays(1));
        run.stop(Duration.ZERO);

        assertThat(exit(run).cause()).isEmpty();
    }

    @Test
    protected void stoppingARunThatIsOverChangesNothing() throws Exception {
        Run run = launch(requests.script("exit 3"));
        RunExit exit = exit(run);

        run.stop(Duration.ZERO);

        assertThat(exit(run)).isEqualTo(exit);
    }

    @Test
    protected void aRunCanBeStoppedWhileItIsPrepared() throws Exception {
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        StagedFile slow = new StagedFile("/workspace/inputs/slow", 4, () -> blocking(isReading, mayGoOn));
        HeardListener heard = new HeardListener();
        Run run = executor.launch(RunRequests.with(requests.script("echo ran"), List.of(slow)), heard);
        isReading.await();

        run.stop(Duration.ofMillis(100));
        mayGoOn.countDown();

        RunExit exit = exit(run);
        assertThat(exit.exitCode()).isEmpty();
        assertThat(heard.starts()).isEmpty();
        assertThat(Reading.rest(run, "")).isEmpty();
        run.remove();
    }

    private static InputStream blocking(CountDownLatch isReading, CountDownLatch mayGoOn) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[4])) {
            @Override
            public int read(byte[] buffer, int from, int count) throws IOException {
                isReading.countDown();
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                return super.read(buffer, from, count);
            }
        };
    }

    private static final String BEATING =
            "(trap '' TERM HUP; while :; do echo x >> /workspace/artifacts/beat; sleep 0.02 2>/dev/null || sleep 1;"
                    + " done) & ";
    private static final String FIRST_BEAT = "while ! [ -s /workspace/artifacts/beat ]; do :; done; echo beating; ";

    @Test
    protected void nothingThatAProgramStartedOutlivesIt() throws Exception {
        Run run = launch(requests.script(BEATING + FIRST_BEAT + "exit 4"));
        assertThat(exit(run).exitCode()).hasValue(4);
        assertThatItBeatsNoMore(run);
    }

    @Test
    protected void aStopEndsAllThatAProgramStarted() throws Exception {
        Run run = launch(requests.script(BEATING + "( " + BEATING + " wait ) & " + FIRST_BEAT + "wait"));
        Reading.untilLine(run, "beating");
        run.stop(Duration.ofMillis(200));
        exit(run);
        assertThatItBeatsNoMore(run);
    }

    private void assertThatItBeatsNoMore(Run run) throws Exception {
        String beats = artifacts(run).get("beat");
        assertThat(output(printer("sleep 1; echo slept"))).containsExactly("slept");
        assertThat(artifacts(run).get("beat")).isEqualTo(beats);
    }

    @Test
    protected void linesAreCompleteFromEveryPositionAlsoForTheNextExecutor() throws Exception {
        Run run = launch(
                printer("i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo out $i; echo err $i >&2; [ $i != 200 ] ||"
                        + " sleep 1; done; exit 9"));
        List<LogBatch> batches = Reading.batches(run, "");
        List<RawLine> all =
                batches.stream().flatMap(batch -> batch.lines().stream()).toList();
        assertThat(messages(all, LogStream.STDOUT))
                .isEqualTo(
                        IntStream.rangeClosed(1, 400).mapToObj(i -> "out " + i).toList());
        assertThat(messages(all, LogStream.STDERR))
                .isEqualTo(
                        IntStream.rangeClosed(1, 400).mapToObj(i -> "err " + i).toList());

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        List<RawLine> read = new ArrayList<>();
        for (LogBatch batch : batches) {
            read.addAll(batch.lines());
            List<RawLine> rest = Reading.rest(again, batch.position());
            for (LogStream stream : LogStream.values()) {
                List<String> whole = new ArrayList<>(messages(read, stream));
                whole.addAll(messages(rest, stream));
                assertThat(whole).isEqualTo(messages(all, stream));
            }
        }
        assertThat(exit(again).exitCode()).hasValue(9);
    }

    /** Launches a script that waits for gates. */
    private Run launch(Gates gates, String script) throws Exception {
        use(opened(open(List.of(gates.mount()))));
        return launch(RunRequests.mounting(requests.script(script), Gates.MOUNT));
    }

    @Test
    protected void aLineThatIsWrittenInPiecesIsOneLineAlsoForTheNextExecutor(@TempDir Path folder) throws Exception {
        Gates gates = new Gates(folder);
        Run run = launch(
                gates,
                "printf begun; echo between >&2; " + Gates.await("rest")
                        + "printf ' and'; sleep 1; echo ' ended'; exit 2");
        String position = Reading.untilLine(run, "between");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        gates.open("rest");

        assertThat(messages(Reading.rest(again, position), LogStream.STDOUT)).containsExactly("begun and ended");
        assertThat(messages(Reading.rest(run, position), LogStream.STDOUT)).containsExactly("begun and ended");
        assertThat(exit(again).exitCode()).hasValue(2);
    }

    @Test
    protected void aRunGoesOnWithoutItsExecutorAndIsFoundAgain(@TempDir Path folder) throws Exception {
        Gates gates = new Gates(folder);
        Run run = launch(
                gates,
                "echo before; " + Gates.await("rest") + "echo after; echo kept > /workspace/artifacts/kept; exit 6");
        String position = Reading.untilLine(run, "before");
        opened.forEach(GpuExecutor::close);
        executor.close();
        gates.open("rest");

        GpuExecutor next = reopen();
        assertThat(next.workloads()).contains(run.key());
        HeardListener heard = new HeardListener();
        Run again = next.attach(run.key(), heard).orElseThrow();

        assertThat(messages(Reading.rest(again, position), LogStream.STDOUT)).containsExactly("after");
        assertThat(exit(again).exitCode()).hasValue(6);
        assertThat(heard.starts()).hasSize(1);
        assertThat(artifacts(again)).containsKey("kept");
    }

    @Test
    protected void aRunThatEndedMeanwhileIsFoundAgain() throws Exception {
        Run run = launch(printer("echo out; exit 8"));
        RunExit exit = exit(run);

        HeardListener heard = new HeardListener();
        Run again = reopen().attach(run.key(), heard).orElseThrow();

        assertThat(exit(again)).isEqualTo(exit);
        assertThat(heard.starts()).hasSize(1);
        assertThat(messages(Reading.rest(again, ""), LogStream.STDOUT)).containsExactly("out");
    }

    /** By a clock of the engine's: whoever has another clock, or finds the run later, can tell how long it runs. */
    @Test
    protected void howLongAProgramRunsIsToldToWhoeverLaunchesOrFindsIt() throws Exception {
        assumeTrue(tellsHowLong(), "this executor does not tell how long programs run");
        HeardListener first = new HeardListener();
        long launched = System.nanoTime();
        Run run = executor.launch(requests.script("sleep 1000"), first);
        // What the program prints may come before its engine has noted the start.
        await("the start").atMost(LONG).until(() -> !first.starts().isEmpty());
        long running = System.nanoTime();
        await("some time").atMost(LONG).until(() -> since(running).compareTo(SOME_TIME) > 0);

        Duration least = since(running);
        HeardListener later = new HeardListener();
        Run again = reopen().attach(run.key(), later).orElseThrow();
        Duration atStop = since(running);
        again.stop(Duration.ZERO);
        RunExit exit = exit(again);
        Duration most = since(launched);
        assertThat(exit.runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), most.plus(CLOCK));
        assertThat(later.agos()).hasSize(1);
        assertThat(later.agos().get(0)).isBetween(least.minus(CLOCK), most.plus(CLOCK));
        assertThat(exit(run).runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), most.plus(CLOCK));
        assertThat(first.agos()).hasSize(1);
        assertThat(first.agos().get(0)).isBetween(Duration.ZERO, most);

        HeardListener last = new HeardListener();
        Run over = reopen().attach(run.key(), last).orElseThrow();
        assertThat(exit(over).runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), most.plus(CLOCK));
        assertThat(last.agos()).hasSize(1);
        assertThat(last.agos().get(0)).isBetween(atStop.minus(CLOCK), most.plus(CLOCK));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    protected void aRunFoundAgainCanBeStopped() throws Exception {
        Run run = launch(requests.script("echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        again.stop(LONG);

        assertThat(exit(again).exitCode().orElse(143)).isEqualTo(143);
        assertThat(exit(run)).isEqualTo(exit(again));
    }

    @Test
    protected void launchingTwiceRunsOnce() throws Exception {
        RunRequest request = requests.script("echo once; sleep 1; exit 2");
        Run first = launch(request);
        HeardListener heard = new HeardListener();
        Run second = executor.launch(request, heard);
        Run elsewhere = reopen().launch(request, new HeardListener());

        for (Run run : List.of(first, second, elsewhere)) {
            assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("once");
            assertThat(exit(run).exitCode()).hasValue(2);
        }
        Run late = executor.launch(request, new HeardListener());
        assertThat(exit(late)).isEqualTo(exit(first));
        assertThat(messages(Reading.rest(late, ""), LogStream.STDOUT)).containsExactly("once");
        assertThat(heard.starts()).hasSize(1);
    }

    @Test
    protected void nothingIsFoundUnderAKeyThatWasNeverLaunched() {
        RunKey key = new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1);
        assertThat(executor.attach(key, new HeardListener())).isEmpty();
    }

    @Test
    protected void aRunIsFoundOnItsNodeUntilItIsRemoved() throws Exception {
        MachineId machine = executor.nodes().get(0).machine();
        Run run = launch(requests.script(":"));
        exit(run);
        GpuExecutor next = reopen();

        assertThat(next.attach(run.key(), machine, new HeardListener())).isPresent();
        run.remove();

        assertThat(reopen().attach(run.key(), machine, new HeardListener())).isEmpty();
    }

    @Test
    protected void runsAreListedUntilTheyAreRemoved() throws Exception {
        JobId job = JobId.random();
        WorkspaceId other = new WorkspaceId("Other.Team-1");
        List<RunKey> keys = List.of(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, job), 1),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, job), 12),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("MixedCase")), 1),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("mixedcase")), 1),
                new RunKey(new JobRef(other, job), 1));
        for (RunKey key : keys) {
            Run run = launch(requests.of(key, Command.of("sh", "-c", printing("echo \"$0\""), key.toString())));
            assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly(key.toString());
            exit(run);
        }
        GpuExecutor next = reopen();
        assertThat(next.workloads()).containsExactlyInAnyOrderElementsOf(keys);

        next.attach(keys.get(0), new HeardListener()).orElseThrow().remove();

        assertThat(next.workloads()).containsExactlyInAnyOrderElementsOf(keys.subList(1, keys.size()));
        assertThat(next.attach(keys.get(0), new HeardListener())).isEmpty();
    }

    @Test
    protected void inputsAndScriptsAreInPlace() throws Exception {
        byte[] large = new byte[3_000_000];
        StagedFile input =
                new StagedFile("/workspace/inputs/large.bin", large.length, () -> new ByteArrayInputStream(large));
        RunRequest request = requests.of(Command.of("/workspace/scripts/run me.sh", "/workspace/inputs/größe 1.txt"));
        List<String> lines = output(RunRequests.with(
                request,
                List.of(
                        input,
                        RunRequests.file("/workspace/inputs/größe 1.txt", "content\n"),
                        RunRequests.file("/workspace/inputs/empty", ""),
                        RunRequests.file("/workspace/scripts/run me.sh", """
                            #!/bin/sh
                            %s
                            cat "$1"
                            cd "$(dirname "$1")" && ls | wc -l | tr -d ' '
                            wc -c < large.bin | tr -d ' '
                            """.formatted(printing(""))))));
        assertThat(lines).containsExactly("content", "3", "3000000");
    }

    @Test
    protected void anInputThatCannotBeReadEndsTheRunBeforeItsStart() throws Exception {
        StagedFile broken = new StagedFile("/workspace/inputs/x", 4, () -> {
            throw new IOException("no such bytes");
        });
        HeardListener heard = new HeardListener();
        Run run = executor.launch(RunRequests.with(requests.script("echo ran"), List.of(broken)), heard);

        RunExit exit = exit(run);

        assertThat(exit.cause()).contains(Failure.Cause.INPUT_UNAVAILABLE);
        assertThat(exit.summary()).contains("/workspace/inputs/x");
        assertThat(heard.starts()).isEmpty();
        assertThat(Reading.rest(run, "")).isEmpty();
    }

    @Test
    protected void theEnvironmentIsWhatWasAskedFor() throws Exception {
        Map<String, String> asked = new TreeMap<>();
        asked.put("PLAIN", "value");
        asked.put("EMPTY", "");
        asked.put("SPACES", "  a  b ");
        asked.put("QUOTES", "it's \"quoted\" `x` $HOME \\n %s * ~");
        asked.put("LETTERS", "größe ☃ \\ 🚀");
        asked.put("IFS", "x");
        asked.put("n", "lower");
        asked.put("LD_PRELOAD_NOT", "1");
        Set<String> expected = new TreeSet<>(asked.keySet());

        List<String> names = new ArrayList<>();
        // As the program was given it: a shell adds its own to what it exports.
        for (String line : output(RunRequests.with(printer("tr '\\0' '\\n' < /proc/$$/environ"), asked))) {
            String name = line.substring(0, line.indexOf('='));
            names.add(name);
            if (asked.containsKey(name)) {
                assertThat(line).isEqualTo(name + "=" + asked.get(name));
            }
        }

        assertThat(names).doesNotHaveDuplicates().containsAll(expected);
        names.removeAll(expected);
        assertThat(ownVariables()).containsAll(names);
    }

    @Test
    protected void homeIsTheWorkspaceAndLinesInAVariableStay() throws Exception {
        RunRequest request = printer("printf '%s|' \"$LINES_2\"; cd; [ \"$PWD\" -ef /workspace ] && echo home");
        assertThat(output(RunRequests.with(request, Map.of("LINES_2", "a\nb\n"))))
                .containsExactly("a", "b", "|home");
    }

    @Test
    protected void argumentsArriveAsGiven() throws Exception {
        List<String> arguments =
                List.of("", " ", "-n", "--", "it's", "\"q\"", "$HOME", "*", "\\n", "größe 🚀", "a=b", "%s");
        List<String> words = new ArrayList<>(List.of("-c", printing("for a do printf '[%s]\\n' \"$a\"; done"), "sh"));
        words.addAll(arguments);
        assertThat(output(requests.of(new Command("sh", words))))
                .isEqualTo(arguments.stream().map(a -> "[" + a + "]").toList());
    }

    @Test
    protected void thereIsNothingToReadFromStandardInput() throws Exception {
        assertThat(output(printer("cat; echo end"))).containsExactly("end");
    }

    @Test
    protected void regularFilesAreCollectedAndNothingElse() throws Exception {
        Run run = launch(
                requests.script("cd /workspace/artifacts && mkdir -p a/b empty && echo 1 > top && echo 2 > a/b/nested"
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
        assertThat(executor.workloads()).isEmpty();
    }

    /** The text of a file below the artifacts that {@link Run#retainedAt} names; empty if nothing is there. */
    protected abstract Optional<String> kept(String place, String path) throws Exception;

    @Test
    protected void theSizesOfNamedArtifactsAreKnownBeforeTheyAreHandedOver() throws Exception {
        Run run = launch(
                requests.script("cd /workspace/artifacts; mkdir -p deep/er; printf 12345 > deep/er/file; : > empty;"
                        + " ln -s empty link; printf 123 > other"));
        exit(run);

        assertThat(run.artifactSizes(Set.of("deep/er/file", "empty", "deep", "nothing", "deep/nothing")))
                .isEqualTo(Map.of("deep/er/file", 5L, "empty", 0L));
        assertThat(artifacts(run)).containsOnlyKeys("deep/er/file", "empty", "other");
    }

    @Test
    protected void filesThatTheSinkDoesNotReadHoldBackNoOther() throws Exception {
        Run run = launch(
                requests.script("cd /workspace/artifacts; printf 1 > a; head -c 3000000 /dev/zero > b; printf 3 > c"));
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
    protected void whatARunLeftStaysUntilItsTimeIsOverAndTheRunIsGone() throws Exception {
        Run run = launch(requests.script("mkdir /workspace/artifacts/deep; printf kept > /workspace/artifacts/deep/file"
                + "; chmod 500 /workspace/artifacts/deep /workspace/artifacts"));
        exit(run);
        String place = run.retainedAt().orElseThrow();
        Instant until = Instant.parse("2030-01-01T00:00:00Z");

        run.retainArtifacts(until);
        run.retainArtifacts(until);

        assertThat(executor.workloads()).doesNotContain(run.key());
        GpuExecutor next = reopen();
        assertThat(next.workloads()).doesNotContain(run.key());
        assertThat(next.attach(run.key(), new HeardListener())).isEmpty();
        next.removeExpiredArtifacts(until.minusSeconds(1));
        assertThat(kept(place, "deep/file")).contains("kept");
        next.removeExpiredArtifacts(until);
        assertThat(kept(place, "deep/file")).isEmpty();
    }

    @Test
    protected void artifactsBehindASymbolicLinkAreNotCollected() throws Exception {
        Run run = launch(requests.script(
                "cd /workspace && mkdir real && echo x > real/file && rmdir artifacts && ln -s real artifacts"));
        assertThat(exit(run).exitCode()).hasValue(0);
        assertThat(artifacts(run)).isEmpty();
    }

    @Test
    protected void aSinkThatFailsEndsACollectionThatCanBeTriedAgain() throws Exception {
        Run run = launch(requests.script("echo x > /workspace/artifacts/file"));
        exit(run);
        IOException full = new IOException("full");

        assertThatThrownBy(() -> run.collect((path, size, body) -> {
                    throw full;
                }))
                .isSameAs(full);
        assertThat(artifacts(run)).containsOnlyKeys("file");
    }

    /** Whether holes in files count as no disk. */
    protected boolean tellsHolesFromBytes() {
        return true;
    }

    @Test
    protected void theDiskThatARunTakesIsMeasuredWhileItRuns() throws Exception {
        long hole = tellsHolesFromBytes() ? 1L << 40 : 1;
        Run run = launch(requests.script("cd /workspace; mkdir -p artifacts/deep; head -c 20000000 /dev/zero >"
                + " artifacts/deep/weights; head -c 5000000 /dev/zero > scratch; truncate -s " + hole
                + " hole; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(run.diskBytes().orElse(0)).isBetween(25_000_000L, 100_000_000L));

        run.stop(Duration.ZERO);
        exit(run);
    }

    @Test
    protected void aLongLineIsCutAndMarked() throws Exception {
        Run run = launch(printer("head -c 16384 /dev/zero | tr '\\0' a; echo; head -c 16385 /dev/zero | tr '\\0' b;"
                + " echo; echo short; head -c 5000000 /dev/zero | tr '\\0' c; printf '\\r\\nlast'"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(lines).extracting(RawLine::truncated).containsExactly(false, true, false, true, false);
        assertThat(lines)
                .extracting(RawLine::message)
                .containsExactly("a".repeat(16384), "b".repeat(16384), "short", "c".repeat(16384), "last");
    }

    @Test
    protected void aCutFallsBetweenCharacters() throws Exception {
        Run run = launch(printer(
                "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); printf 'ä☃🚀ä'; done; printf 'x\\n'; printf 'ä☃🚀\\n'"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).truncated()).isTrue();
        assertThat("ä☃🚀ä".repeat(2000)).startsWith(lines.get(0).message());
        assertThat(lines.get(0).message().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(RawLine.MAX_BYTES - 3, RawLine.MAX_BYTES);
        assertThat(lines.get(1).message()).isEqualTo("ä☃🚀");
    }

    @Test
    protected void bytesThatAreNoTextAreReplaced() throws Exception {
        Run run = launch(printer("printf 'a\\377b\\303\\n"
                + "fine\\n"
                + "'; i=0; while [ $i -lt 12000 ]; do i=$((i+1)); printf '\\377'; done; echo"));
        List<RawLine> lines = Reading.rest(run, "");

        assertThat(messages(lines, LogStream.STDOUT).subList(0, 2)).containsExactly("a\uFFFDb\uFFFD", "fine");
        assertThat(lines.get(2).truncated()).isTrue();
        assertThat(lines.get(2).message()).isEqualTo("\uFFFD".repeat(RawLine.MAX_BYTES / 3));
    }

    @Test
    protected void linesEndAtANewlineACarriageReturnBothOrTheEnd() throws Exception {
        assertThat(output(printer("printf 'a\\r\\n\\n\\rb\\r\\r\\nlast'")))
                .containsExactly("a", "", "", "b", "", "last");
        assertThat(output(printer("printf 'a\\rb\\r'"))).containsExactly("a", "b");
        assertThat(output(printer(":"))).isEmpty();
    }

    @Test
    protected void aCarriageReturnAndANewlineAreOneEndWhereverTheyArePartedOnTheWay() throws Exception {
        // Engines hand over a long line in parts of 16 KiB; a file is read while it grows.
        assertThat(output(printer("""
            for n in 4095 4096 16382 16383 16384; do head -c $n /dev/zero | tr '\\0' x; printf '\\r\\n'; done
            printf 'a\\r'; sleep 1; printf '\\nb\\n'
            """)))
                .containsExactly(
                        "x".repeat(4095),
                        "x".repeat(4096),
                        "x".repeat(16382),
                        "x".repeat(16383),
                        "x".repeat(16384),
                        "a",
                        "b");
    }

    @Test
    protected void everyUpdateOfAProgressBarIsALineFromEveryPosition() throws Exception {
        int updates = 40_000;
        Run run = launch(printer("i=0; while [ $i -lt " + updates
                + " ]; do i=$((i+1)); printf 'step %d of a training\\r' $i; done; echo; echo trained"));
        List<String> expected = new ArrayList<>(IntStream.rangeClosed(1, updates)
                .mapToObj(i -> "step " + i + " of a training")
                .toList());
        expected.add("trained");
        List<LogBatch> batches = Reading.batches(run, "");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        int read = 0;
        for (LogBatch batch : batches) {
            assertThat(messages(batch.lines(), LogStream.STDOUT))
                    .isEqualTo(expected.subList(read, read + batch.lines().size()));
            read += batch.lines().size();
            assertThat(messages(Reading.rest(again, batch.position()), LogStream.STDOUT))
                    .isEqualTo(expected.subList(read, expected.size()));
        }
        assertThat(read).isEqualTo(expected.size());
    }

    @Test
    protected void manyLinesComeInSmallBatches() throws Exception {
        Run run = launch(
                printer("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); echo \"line $i of a program that has much to"
                        + " say\"; done"));
        List<LogBatch> batches = Reading.batches(run, "");

        int next = 1;
        for (LogBatch batch : batches) {
            long text = batch.lines().stream()
                    .mapToLong(line -> line.message().length())
                    .sum();
            assertThat(text).isLessThan(1_200_000);
            for (RawLine line : batch.lines()) {
                assertThat(line.message()).isEqualTo("line " + next++ + " of a program that has much to say");
            }
        }
        assertThat(next).isEqualTo(100_001);
    }

    @Test
    protected void withNothingToReadAReaderComesBackEmptyHanded() throws Exception {
        Run run = launch(requests.script("echo ready; while :; do sleep 1; done"));
        String position = Reading.untilLine(run, "ready");

        LogBatch batch = run.logs(position, Duration.ofMillis(20));

        assertThat(batch.lines()).isEmpty();
        assertThat(batch.isEnd()).isFalse();
        assertThat(Reading.untilLine(run, "ready")).isNotEmpty();
        assertThat(run.exit(Duration.ZERO)).isEmpty();
        run.stop(Duration.ZERO);
        assertThat(Reading.rest(run, batch.position())).isEmpty();
    }

    @Test
    protected void aProgramThatDoesNotExistIsToldByName() throws Exception {
        for (String program : List.of("jobgrid-no-such-program", "/workspace/scripts/missing", "/workspace")) {
            Run run = launch(requests.of(Command.of(program, "secret-argument")));
            RunExit exit = exit(run);
            assertThat(exit.cause()).contains(Failure.Cause.COMMAND_NOT_FOUND);
            assertThat(exit.exitCode()).isEqualTo(OptionalInt.empty());
            assertThat(exit.summary()).contains(program).doesNotContain("secret-argument");
            run.remove();
        }
    }

    @Test
    protected void foldersOfTheHostAreFoundByTheirNames(@TempDir Path host) throws Exception {
        Path data = Files.createDirectories(host.resolve("data of all"));
        Files.writeString(data.resolve("in.txt"), "read me");
        executor = opened(open(List.of(mount("data", data), mount("unasked", host))));
        assertThat(executor.nodes().get(0).mounts())
                .extracting(HostMount::name)
                .containsExactlyInAnyOrder("data", "unasked");

        Run run = launch(RunRequests.mounting(
                printer("cd /workspace/mounts; ls; cat data/in.txt; echo mine > /workspace/artifacts/mine.txt"),
                "data"));

        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("data", "read me");
        assertThat(exit(run).exitCode()).hasValue(0);
        assertThat(artifacts(run)).containsOnlyKeys("mine.txt");
        run.remove();
        assertThat(data.resolve("in.txt")).hasContent("read me");
    }

    private HostMount mount(String name, Path folder) {
        return hasReadOnlyMounts()
                ? HostMount.readOnly(name, folder.toString())
                : HostMount.writable(name, folder.toString());
    }

    @Test
    protected void aReadOnlyFolderOfTheHostCannotBeWrittenTo(@TempDir Path host) throws Exception {
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(host.resolve("in.txt"), "read me");
        List<HostMount> readOnly = List.of(HostMount.readOnly("data", host.toString()));
        if (!hasReadOnlyMounts()) {
            assertThatThrownBy(() -> open(readOnly)).hasMessageContaining("the mount 'data' is read-only");
            return;
        }
        executor = opened(open(readOnly));

        Run run = launch(RunRequests.mounting(
                printer("cd /workspace/mounts/data; (echo spoilt > in.txt) 2>/dev/null || echo refused;"
                        + " (echo more > more.txt) 2>/dev/null || echo refused; rm in.txt 2>/dev/null || echo refused"),
                "data"));

        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("refused", "refused", "refused");
        assertThat(host.resolve("in.txt")).hasContent("read me");
        assertThat(host.resolve("more.txt")).doesNotExist();
    }

    @Test
    protected void aWritableFolderOfTheHostOutlivesTheRun(@TempDir Path host) throws Exception {
        Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rwxrwxrwx"));
        executor = opened(open(List.of(HostMount.writable("scratch", host.toString()))));

        Run run = launch(RunRequests.mounting(
                requests.script("mkdir -p /workspace/mounts/scratch/a; echo kept > /workspace/mounts/scratch/a/b"),
                "scratch"));

        assertThat(exit(run).exitCode()).hasValue(0);
        run.remove();
        assertThat(host.resolve("a/b")).hasContent("kept");
        Run other = launch(printer("ls /workspace/mounts/scratch 2>/dev/null || echo none"));
        assertThat(messages(Reading.rest(other, ""), LogStream.STDOUT)).containsExactly("none");
    }

    @Test
    protected void aFolderOfTheHostThatIsNotThereIsAFaultOfTheNode(@TempDir Path host) throws Exception {
        executor = opened(open(List.of(
                HostMount.writable("gone", host.resolve("gone").toString()),
                HostMount.writable("others", host.toString(), new WorkspaceId("others")))));

        for (String mount : List.of("gone", "others", "unknown")) {
            Run run = launch(
                    RunRequests.mounting(requests.script("echo ran; echo ran > /workspace/artifacts/ran.txt"), mount));
            RunExit exit = exit(run);
            assertThat(exit.nodeFault()).as("%s: %s", mount, exit).isTrue();
            assertThat(exit.summary()).contains(mount);
            assertThat(exit.exitCode()).isEmpty();
            assertThat(Reading.rest(run, "")).isEmpty();
            run.remove();
        }
    }
}
