package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleLogLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link LogStore}. Extend it and give it a storage. */
public abstract class LogStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Storage storage;
    private LogStore logs;

    /** For subclasses. */
    protected LogStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        logs = storage.logs();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aLogNobodyWroteIsEmpty() {
        JobRef job = job("silent");

        assertThat(logs.read(job, LogQuery.after(0, 10))).isEmpty();
        assertThat(logs.read(job, LogQuery.tail(10))).isEmpty();
        assertThat(logs.end(job)).isEqualTo(LogEnd.NONE);
        assertThat(logs.end(new JobRef(WorkspaceId.DEFAULT, new JobId("nobody"))))
                .isEqualTo(LogEnd.NONE);
    }

    @Test
    final void linesAreReadAsTheyWereWritten() {
        Random random = new Random(1);
        JobRef job = job("talks");
        List<LogLine> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<LogLine> lines = SampleLogLines.following(all.size(), random.nextInt(60), random);
            all.addAll(lines);
            assertThat(append(job, 1, lines, "at-" + i)).isTrue();
            assertThat(logs.end(job)).isEqualTo(new LogEnd(all.size(), 1, "at-" + i));
        }
        assertThat(logs.read(job, LogQuery.after(0, 1001))).isEqualTo(all.subList(0, Math.min(1001, all.size())));
    }

    @Test
    final void pagesOfAnySizeHaveNeitherGapNorRepeat() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 300);

        for (int size : new int[] {1, 7, 99, 299, 300, 301, 1000}) {
            assertThat(pages(job, size, Optional.empty())).isEqualTo(all);
        }
    }

    @Test
    final void pagesOfOneStreamHaveNeitherGapNorRepeat() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 300);

        for (LogStream stream : LogStream.values()) {
            List<LogLine> expected =
                    all.stream().filter(line -> line.stream() == stream).toList();
            for (int size : new int[] {1, 13, 1000}) {
                assertThat(pages(job, size, Optional.of(stream))).isEqualTo(expected);
            }
        }
    }

    @Test
    final void aTailIsTheLastLinesOldestFirst() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 200);
        List<LogLine> errors =
                all.stream().filter(line -> line.stream() == LogStream.STDERR).toList();

        assertThat(logs.read(job, LogQuery.tail(17))).isEqualTo(all.subList(183, 200));
        assertThat(logs.read(job, LogQuery.tail(1000))).isEqualTo(all);
        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), true)))
                .isEqualTo(errors.subList(errors.size() - 5, errors.size()));
    }

    @Test
    final void aPageEndsWithTheLineThatExceedsItsBytes() {
        JobRef job = job("long-lines");
        List<LogLine> all = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            // Half of them take two bytes for a character.
            all.add(new LogLine(i, LogStream.STDOUT, NOW, (i % 2 == 0 ? "é" : "x").repeat(8_000), false));
        }
        append(job, 1, all, "");

        Map<Integer, Integer> linesByKib = Map.of(1, 2, 24, 3, 100, 9, 256, 22);
        linesByKib.forEach((kib, count) -> {
            LogQuery first = LogQuery.after(10, 1000).within(kib << 10);
            LogQuery last = LogQuery.tail(1000).within(kib << 10);
            assertThat(logs.read(job, first)).isEqualTo(all.subList(10, 10 + count));
            assertThat(logs.read(job, last)).isEqualTo(all.subList(60 - count, 60));
        });
    }

    @Test
    final void aStreamThatIsRareIsFoundHoweverFarBackItIs() {
        JobRef job = job("talks");
        List<LogLine> lines = new ArrayList<>();
        for (int i = 1; i <= 900; i++) {
            lines.add(line(i, i == 3 ? LogStream.STDERR : LogStream.STDOUT));
        }
        for (int i = 0; i < 900; i += 90) {
            append(job, 1, lines.subList(i, i + 90), "");
        }
        List<LogLine> rare = List.of(lines.get(2));

        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), true)))
                .isEqualTo(rare);
        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), false)))
                .isEqualTo(rare);
        assertThat(logs.read(job, new LogQuery(3, 5, Optional.of(LogStream.STDERR), false)))
                .isEmpty();
    }

    @Test
    final void linesThatDoNotFollowAreRefused() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 10);
        LogEnd end = logs.end(job);

        assertThat(append(job, 1, List.of(line(10, LogStream.STDOUT)), "again")).isFalse();
        assertThat(append(job, 1, List.of(line(12, LogStream.STDOUT)), "gap")).isFalse();
        assertThat(append(job, 1, List.of(line(1, LogStream.STDOUT)), "first")).isFalse();
        assertThat(append(job("new"), 1, List.of(line(2, LogStream.STDOUT)), "gap"))
                .isFalse();

        assertThat(logs.end(job)).isEqualTo(end);
        assertThat(pages(job, 100, Optional.empty())).isEqualTo(all);
        assertThat(logs.end(job("new"))).isEqualTo(LogEnd.NONE);
    }

    @Test
    final void aPositionCanMoveWithoutALine() {
        JobRef job = job("quiet");

        assertThat(append(job, 1, List.of(), "p1")).isTrue();
        assertThat(logs.end(job)).isEqualTo(new LogEnd(0, 1, "p1"));
        assertThat(append(job, 1, List.of(line(1, LogStream.STDOUT)), "p2")).isTrue();
        assertThat(append(job, 1, List.of(), "p3")).isTrue();
        assertThat(logs.end(job)).isEqualTo(new LogEnd(1, 1, "p3"));
    }

    @Test
    final void aPositionThatIsBehindTheLinesIsRefused() {
        JobRef job = job("taken-over");
        append(job, 1, List.of(line(1, LogStream.STDOUT)), "p1");

        assertThat(logs.append(new LogChunk(new RunKey(job, 1), 0, List.of(), "late")))
                .isFalse();
        assertThat(logs.append(new LogChunk(new RunKey(job, 1), 2, List.of(), "early")))
                .isFalse();

        assertThat(logs.end(job)).isEqualTo(new LogEnd(1, 1, "p1"));
    }

    @Test
    final void aLaterRunGoesOnAndShutsEarlierOnesOut() {
        JobRef job = job("retried");
        append(job, 1, List.of(line(1, LogStream.STDOUT)), "p1");

        assertThat(append(job, 3, List.of(line(2, LogStream.STDOUT)), "q1")).isTrue();
        assertThat(append(job, 2, List.of(line(3, LogStream.STDOUT)), "late")).isFalse();
        assertThat(append(job, 1, List.of(), "late")).isFalse();

        assertThat(logs.end(job)).isEqualTo(new LogEnd(2, 3, "q1"));
        assertThat(pages(job, 10, Optional.empty()))
                .extracting(LogLine::entryId)
                .containsExactly(1L, 2L);
    }

    @Test
    final void aLaterRunShutsEarlierOnesOutByItsPositionAlone() {
        JobRef job = job("retried");

        assertThat(append(job, 2, List.of(), "q1")).isTrue();
        assertThat(append(job, 1, List.of(line(1, LogStream.STDOUT)), "late")).isFalse();
    }

    @Test
    final void jobsDoNotMix() {
        JobRef here = job("same");
        JobRef there = new JobRef(new WorkspaceId("other"), here.id());
        create(there);
        append(here, 1, List.of(line(1, LogStream.STDOUT)), "here");

        assertThat(append(there, 1, List.of(line(1, LogStream.STDERR)), "there"))
                .isTrue();

        assertThat(logs.read(here, LogQuery.after(0, 10))).containsExactly(line(1, LogStream.STDOUT));
        assertThat(logs.read(there, LogQuery.after(0, 10))).containsExactly(line(1, LogStream.STDERR));
    }

    @Test
    final void oneOfManyThatAppendTheSameLineWins() throws Exception {
        JobRef job = job("contended");

        List<Integer> wins = Together.on(8, thread -> {
            int won = 0;
            for (int i = 0; i < 20; i++) {
                long next = logs.end(job).lastEntryId() + 1;
                won += append(job, 1, List.of(line(next, LogStream.STDOUT)), "by-" + thread) ? 1 : 0;
            }
            return won;
        });

        int won = wins.stream().mapToInt(Integer::intValue).sum();
        assertThat(won).isPositive();
        assertThat(logs.end(job).lastEntryId()).isEqualTo(won);
        assertThat(pages(job, 7, Optional.empty())).extracting(LogLine::entryId).isEqualTo(counted(won));
    }

    private List<LogLine> write(JobRef job, int count) {
        Random random = new Random(count);
        List<LogLine> all = SampleLogLines.following(0, count, random);
        int from = 0;
        while (from < count) {
            int to = Math.min(count, from + 1 + random.nextInt(40));
            assertThat(append(job, 1, all.subList(from, to), "at-" + to)).isTrue();
            from = to;
        }
        return all;
    }

    private List<LogLine> pages(JobRef job, int size, Optional<LogStream> stream) {
        List<LogLine> read = new ArrayList<>();
        List<LogLine> page = logs.read(job, new LogQuery(0, size, stream, false));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            read.addAll(page);
            long last = page.get(page.size() - 1).entryId();
            page = logs.read(job, new LogQuery(last, size, stream, false));
        }
        return read;
    }

    private boolean append(JobRef job, int attempt, List<LogLine> lines, String position) {
        long after =
                lines.isEmpty() ? logs.end(job).lastEntryId() : lines.get(0).entryId() - 1;
        return logs.append(new LogChunk(new RunKey(job, attempt), after, lines, position));
    }

    private JobRef job(String id) {
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        create(ref);
        return ref;
    }

    private void create(JobRef ref) {
        JobSpec spec = JobSpec.builder("logs", "acme/app:1", WorkloadType.BATCH).build();
        storage.jobs().create(List.of(JobHistory.created(ref, spec, NOW)));
    }

    private static LogLine line(long entryId, LogStream stream) {
        return new LogLine(entryId, stream, NOW, "line " + entryId, false);
    }

    private static List<Long> counted(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }
}
