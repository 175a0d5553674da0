package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.spi.store.HistoryStore.Measured;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link HistoryStore}. Extend it and give it a storage. */
public abstract class HistoryStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final HistoryKey KEY = key("acme/app:1", "1 × NVIDIA L4");

    private Storage storage;
    private HistoryStore history;

    /** For subclasses. */
    protected HistoryStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        history = storage.history();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void whatWasMeasuredIsAddedUpByItsKey() {
        HistoryKey other = key("", "1 × NVIDIA L4");
        history.add(List.of(measured(KEY, 10, NOW), measured(other, 70, NOW)));
        history.add(List.of(measured(KEY, 20, NOW.minusSeconds(5)), measured(KEY, 30, NOW)));

        assertThat(history.find(List.of(KEY, other, key("nobody", ""))))
                .isEqualTo(Map.of(KEY, sketch(10, 20, 30), other, sketch(70)));
    }

    @Test
    final void groupsThatAreNewAreAddedBesideKnownOnes() {
        HistoryKey fresh = key("acme/new:1", "");
        history.add(List.of(measured(KEY, 10, NOW)));

        history.add(List.of(measured(fresh, 70, NOW), measured(KEY, 20, NOW)));

        assertThat(history.find(List.of(KEY, fresh))).isEqualTo(Map.of(KEY, sketch(10, 20), fresh, sketch(70)));
    }

    @Test
    final void nothingIsAddedAndNothingFoundOfNothing() {
        history.add(List.of());

        assertThat(history.find(List.of(KEY))).isEmpty();
        assertThat(history.find(List.of())).isEmpty();
    }

    @Test
    final void workspacesAndMeasuresAreKeptApart() {
        HistoryKey wait = new HistoryKey(KEY.workspace(), Measure.WAIT_FREE, "acme/app:1", "batch", "s", KEY.gpu());
        HistoryKey foreign =
                new HistoryKey(new WorkspaceId("other"), Measure.RUNTIME, "acme/app:1", "batch", "s", KEY.gpu());
        history.add(List.of(measured(KEY, 10, NOW)));

        assertThat(history.find(List.of(wait, foreign))).isEmpty();
    }

    @Test
    final void longKeysAndFullSketchesFit() {
        HistoryKey longest = key("i".repeat(512), "8 × " + "g".repeat(200));
        List<Measured> all = new ArrayList<>(IntStream.range(0, 600)
                .mapToObj(i -> new Measured(longest, Duration.ofMillis((long) Math.pow(1.06, i % 360)), NOW))
                .toList());
        history.add(all);

        assertThat(history.find(List.of(longest)))
                .hasEntrySatisfying(
                        longest, sketch -> assertThat(sketch.count()).isPositive());
    }

    @Test
    final void thoseWhoAddAtTheSameTimeLoseNothing() throws Exception {
        HistoryKey second = key("", "1 × NVIDIA L4");
        Together.on(8, thread -> {
            List<Measured> both = new ArrayList<>(List.of(measured(KEY, 10, NOW), measured(second, 10, NOW)));
            Collections.shuffle(both, new Random(thread));
            history.add(both);
            return true;
        });

        assertThat(history.find(List.of(KEY, second)).values())
                .extracting(DurationHistogram::count)
                .containsExactly(8, 8);
    }

    @Test
    final void whatIsOldIsForgottenInItsWorkspaceAlone() {
        HistoryKey old = key("old", "");
        HistoryKey foreign = new HistoryKey(new WorkspaceId("other"), Measure.RUNTIME, "old", "batch", "s", "");
        history.add(List.of(measured(old, 1, NOW.minusSeconds(10)), measured(KEY, 1, NOW)));
        history.add(List.of(measured(foreign, 1, NOW.minusSeconds(10))));

        history.forget(KEY.workspace(), NOW);

        assertThat(history.find(List.of(old, KEY, foreign)).keySet()).containsExactlyInAnyOrder(KEY, foreign);
    }

    private static HistoryKey key(String image, String gpu) {
        return new HistoryKey(WorkspaceId.DEFAULT, Measure.RUNTIME, image, "batch", "s", gpu);
    }

    private static Measured measured(HistoryKey key, long seconds, Instant at) {
        return new Measured(key, Duration.ofSeconds(seconds), at);
    }

    private static DurationHistogram sketch(long... seconds) {
        DurationHistogram sketch = DurationHistogram.EMPTY;
        for (long length : seconds) {
            sketch = sketch.plus(Duration.ofSeconds(length));
        }
        return sketch;
    }
}
