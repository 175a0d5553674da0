package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The names that tell a grid's containers from those of others. */
class GridNamesTest {
    private final String former = TestEngines.grid("former");
    private final GridNames alone = GridNames.of(TestEngines.grid("present"));
    private final GridNames both = new GridNames(alone.name(), List.of(former));

    private static DockerExecutor unnamed() {
        return TestRuns.answered(DockerExecutor.builder().engines(List.of(TestEngines.plain())));
    }

    private static List<String> grids(RunKey key) throws IOException {
        List<String> grids = new ArrayList<>();
        for (Container container : TestEngines.api(TestEngines.plain())
                .list(List.of("dev.jobgrid.job=" + key.job().id()))) {
            grids.add(container.getLabels().get("dev.jobgrid.grid"));
        }
        return grids;
    }

    @Test
    void aRunUnderAFormerNameIsFoundAndNotLaunchedAgain() throws Exception {
        AtomicReference<GridNames> names = new AtomicReference<>(alone);
        try (TestRuns before = new TestRuns(TestEngines.executor("former", TestEngines.plain()));
                DockerExecutor executor = unnamed();
                DockerExecutor another = unnamed()) {
            executor.join(TestGrid.link(() -> {}, names::get));
            another.join(TestGrid.link(() -> {}, () -> both));
            RunRequest request =
                    before.request(TestEngines.TINY, List.of(), Command.of("sh", "-c", "echo found; exit 3"));
            RunKey key = request.key();
            TestRuns.exit(before.launch(request));

            assertThat(executor.attach(key, new TestRuns.Deaf())).isEmpty();
            assertThat(executor.workloads()).doesNotContain(key);

            names.set(both); // as another grid does that was started with the name
            assertThat(executor.workloads()).contains(key);
            Run found = executor.attach(key, new TestRuns.Deaf()).orElseThrow();
            Run launched = another.launch(request, new TestRuns.Deaf());
            assertThat(TestRuns.allLines(found)).containsExactly("found");
            assertThat(TestRuns.exit(found).exitCode()).hasValue(3);
            assertThat(TestRuns.exit(launched).exitCode()).hasValue(3);
            assertThat(grids(key)).containsExactly(former);

            found.remove();
            assertThat(grids(key)).isEmpty();
        }
    }

    @Test
    void containersAreNamedByTheStoreUnlessANameIsGiven() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        String stored = storage.gridNames().names().name();
        for (boolean isGiven : List.of(false, true)) {
            DockerExecutorBuilder builder = isGiven
                    ? TestEngines.executor("given", TestEngines.plain())
                    : DockerExecutor.builder().engines(List.of(TestEngines.plain()));
            try (TestRuns runs = new TestRuns(builder)) {
                runs.executor.join(
                        TestGrid.link(() -> {}, () -> storage.gridNames().names()));
                Run run = runs.shell("true");
                TestRuns.exit(run);
                assertThat(grids(run.key())).containsExactly(isGiven ? TestEngines.grid("given") : stored);
            }
        }
    }
}
