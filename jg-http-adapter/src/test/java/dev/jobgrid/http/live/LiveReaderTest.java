package dev.jobgrid.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveReaderTest {
    private static final String JOB = """
        {"name": "demo", "image": "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", "workload_type": "batch",
         "model_size_gb": 1, "command": ["python", "-c", "print('hello')"]}
        """;
    private static final int LINES = 2500;

    /** Long enough that a reader who is behind has to read from the store, and in many pieces. */
    private final GridFixture fixture = GridFixture.open(run -> RunScript.prints(IntStream.range(0, LINES)
            .mapToObj(i -> "line " + i + " ".repeat(i % 5 == 0 ? 4_000 : 0))
            .toArray(String[]::new)));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean isAllowed = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final PieceByPiece output = new PieceByPiece();

    private Consumer<Runnable> threads = Runnable::run;
    private LiveReader reader;

    /** A client that takes one piece at a time. */
    private static final class PieceByPiece implements LiveOutput {
        private int wanted;
        private int taken;
        private int largest;
        private boolean isClosed;

        @Override
        public boolean isReady() {
            return wanted > taken;
        }

        @Override
        public void write(byte[] bytes) {
            taken++;
            largest = Math.max(largest, bytes.length);
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    @BeforeEach
    void openTheLogOfAJobThatPrinted() throws Exception {
        JobGrid grid = fixture.grid();
        Draft draft = JobRequestJson.read(WireJson.object(JOB.getBytes(StandardCharsets.UTF_8)));
        JobId job = grid.submit(draft, SubmitOptions.NONE).job().id();
        grid.job(job).await(Duration.ofMinutes(2));
        LiveTopic topic = new LiveTopic(new JobRef(WorkspaceId.DEFAULT, job), grid, Runnable::run);
        topic.poll();
        reader = new LiveReader(topic, output, 0, this::ask, () -> {}, work -> threads.accept(work), nanos::get);
    }

    private boolean ask() {
        asked.incrementAndGet();
        return isAllowed.get();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Four seconds go by, and the client takes what comes next. */
    private void goOn() {
        reader.tick(nanos.addAndGet(Duration.ofSeconds(4).toNanos()));
        output.wanted++;
        reader.wake();
    }

    @Test
    void whoMayReadNoMoreIsAskedForAlsoWhileLinesAreSent() {
        goOn();
        isAllowed.set(false);
        goOn();
        goOn();
        assertThat(output.taken).isEqualTo(3);
        assertThat(output.isClosed).isFalse();

        goOn();

        assertThat(output.isClosed).isTrue();
        assertThat(output.taken).isEqualTo(3);
    }

    @Test
    void whoSignalsThatTheOutputIsReadySendsWhatThereIs() {
        threads = work -> {
            throw new AssertionError("another thread would write too");
        };
        output.wanted = 2;
        reader.sendHere();
        assertThat(output.taken).isEqualTo(2);
        assertThat(output.isClosed).isFalse();

        output.wanted = Integer.MAX_VALUE;
        reader.sendHere();

        assertThat(output.taken).isGreaterThan(2);
        assertThat(output.isClosed).isTrue();
    }

    @Test
    void whatIsGivenToTheContainerAtOnceIsSmallHoweverFarBehindAReaderIs() {
        output.wanted = Integer.MAX_VALUE;
        reader.sendHere();

        assertThat(output.isClosed).isTrue();
        // The last has the terminal event too.
        assertThat(output.largest).isBetween(8_000, 25 << 10);
    }

    @Test
    void whoMayStillReadIsAskedForEachQuarterOfAMinuteAndReadsOn() {
        for (int i = 0; i < 4; i++) {
            goOn();
        }

        assertThat(asked).hasValue(1);
        assertThat(output.taken).isEqualTo(4);
        assertThat(output.isClosed).isFalse();
    }
}
