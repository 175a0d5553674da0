package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.BriefWaits;
import dev.jobgrid.JobGrid;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import dev.jobgrid.testkit.storage.OutageStorage;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a grid tells of its health. */
class HealthTest {
    private final MemoryStorage memory = new MemoryStorage();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();

    /** A storage that is looked at in vain until the test is over, as over a pool that waits for long. */
    private Storage silent() {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (self, method, args) -> {
                    if (method.getName().equals("isReachable")
                            || method.getName().equals("problem")) {
                        looks.incrementAndGet();
                        answer.await();
                    }
                    return method.invoke(memory, args);
                });
    }

    @Test
    void aLookAtAStoreThatDoesNotAnswerEnds() {
        try (JobGrid grid = BriefWaits.in(JobGrid.builder().storage(silent())).build()) {
            assertThat(grid.isHealthy()).isFalse();
            assertThat(grid.operations().health()).anySatisfy(check -> {
                assertThat(check.name()).isEqualTo("store");
                assertThat(check.healthy()).isFalse();
                assertThat(check.detail()).startsWith("it does not answer within ");
            });
            await("both looks to begin").until(() -> looks.get() == 2);

            assertThat(grid.isHealthy()).isFalse();
            assertThat(grid.operations().health()).anyMatch(check -> !check.healthy());
            assertThat(looks)
                    .as("looks that are under way are waited for again")
                    .hasValue(2);
        } finally {
            answer.countDown();
        }
    }

    @Test
    void aStoreThatIsAwayIsToldWithItsReasonAndThenThatItIsBack() {
        OutageStorage store = new OutageStorage(memory);
        try (JobGrid grid = JobGrid.builder().storage(store.storage()).build()) {
            assertThat(grid.isHealthy()).isTrue();
            store.away(true);

            assertThat(grid.isHealthy()).isFalse();
            assertThat(grid.operations().health()).contains(new HealthCheck("store", false, "it was sent away"));

            store.away(false);
            assertThat(grid.isHealthy()).isTrue();
            assertThat(grid.operations().health()).contains(new HealthCheck("store", true, ""));
        }
    }

    @Test
    void aGridThatCannotJoinTheOthersOfItsStoreSaysSoUntilItHas() {
        OutageStorage store = new OutageStorage(memory);
        store.away(true);
        try (JobGrid grid = JobGrid.builder().storage(store.storage()).build()) {
            await().untilAsserted(() -> assertThat(membership(grid)).anySatisfy(check -> {
                assertThat(check.healthy()).isFalse();
                assertThat(check.detail()).contains("starts no new jobs");
            }));

            store.away(false);
            await().untilAsserted(() -> assertThat(membership(grid)).isEmpty());
        }
    }

    private static List<HealthCheck> membership(JobGrid grid) {
        return grid.operations().health().stream()
                .filter(check -> check.name().equals("membership"))
                .toList();
    }
}
