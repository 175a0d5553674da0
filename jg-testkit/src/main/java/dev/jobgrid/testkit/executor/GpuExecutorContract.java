package dev.jobgrid.testkit.executor;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What holds for every executor. Programs are scripts for a POSIX sh. An engine of one's own for each test is not needed,
 * but what other tests left on it must not show in {@link GpuExecutor#workloads()}. The tests are in the interfaces that it
 * implements, one for each subject.
 */
@SuppressWarnings("resource") // executors are closed after each test
public abstract class GpuExecutorContract
        implements RunLaunchContract,
                RunStopContract,
                RunAttachContract,
                RunLogsContract,
                RunInputsContract,
                RunArtifactsContract,
                RunMountsContract {
    /** A timeout that no step exceeds, even on a slow machine. */
    protected static final Duration LONG = Duration.ofMinutes(1);

    private final List<GpuExecutor> opened = new ArrayList<>();
    private ExecutorUnderTest underTest;

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

    /** The text of a file below the artifacts that {@link Run#retainedAt} names; empty if nothing is there. */
    protected abstract Optional<String> kept(String place, String path) throws Exception;

    /** Variables that a program may have without being asked for. */
    protected Set<String> ownVariables() {
        return Set.of("PATH", "LANG", "HOME");
    }

    /** Whether the engine distinguishes a signal from an exit code of 128 or more. */
    protected boolean distinguishesSignals() {
        return true;
    }

    /** Whether the executor can keep programs from writing to a mount. */
    protected boolean hasReadOnlyMounts() {
        return true;
    }

    /** Whether the executor reports the runtime of programs. */
    protected boolean reportsRuntime() {
        return true;
    }

    /** Whether holes in files count as no disk. */
    protected boolean ignoresHoles() {
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

    @Override
    public final ExecutorUnderTest underTest() {
        return underTest;
    }

    /** Opens the first executor. */
    @BeforeEach
    protected final void openFirst() throws Exception {
        underTest = new ExecutorUnderTest(this);
    }

    /** Ends and removes all runs, and closes all executors. */
    @AfterEach
    protected final void clearAway() throws Exception {
        GpuExecutor last = openAccepting(List.of());
        for (RunKey key : last.workloads()) {
            Optional<Run> run = last.attach(key, new HeardListener());
            if (run.isPresent()) {
                run.get().stop(Duration.ZERO);
                run.get().exit(LONG);
                run.get().remove();
            }
        }
        closeAll();
    }

    final void closeAll() {
        opened.forEach(GpuExecutor::close);
    }

    /** An engine may take its time to answer, and an executor that has not heard of it yet knows nothing of its runs. */
    final GpuExecutor openAccepting(List<HostMount> mounts) throws Exception {
        GpuExecutor another = open(mounts);
        opened.add(another);
        await("a node that takes work")
                .atMost(LONG)
                .until(() -> another.nodes().stream().anyMatch(GpuNode::isAccepting));
        return another;
    }
}
