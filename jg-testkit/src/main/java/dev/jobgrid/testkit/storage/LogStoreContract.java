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
import dev.jobgrid.logs.TerminalText;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogSlice;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SampleLogLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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

        assertThat(logs.read(job, LogQuery.after(0, 10)).lines()).isEmpty();
        assertThat(logs.read(job, LogQuery.tail(10)).lines()).isEmpty();
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
        assertThat(logs.read(job, LogQuery.after(0, 1001)).lines())
                .isEqualTo(all.subList(0, Math.min(1001, all.size())));
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

        assertThat(logs.read(job, LogQuery.tail(17)).lines()).isEqualTo(all.subList(183, 200));
        assertThat(logs.read(job, LogQuery.tail(1000)).lines()).isEqualTo(all);
        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), true))
                        .lines())
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
            assertThat(logs.read(job, first).lines()).isEqualTo(all.subList(10, 10 + count));
            assertThat(logs.read(job, last).lines()).isEqualTo(all.subList(60 - count, 60));
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

        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), true))
                        .lines())
                .isEqualTo(rare);
        assertThat(logs.read(job, new LogQuery(0, 5, Optional.of(LogStream.STDERR), false))
                        .lines())
                .isEqualTo(rare);
        assertThat(logs.read(job, new LogQuery(3, 5, Optional.of(LogStream.STDERR), false))
                        .lines())
                .isEmpty();
    }

    @Test
    final void pagesBackwardsPutTogetherAreTheWholeLog() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 1200);

        for (int size : new int[] {3, 99, 512, 1000}) {
            assertThat(pagesBack(job, LogQuery.before(Long.MAX_VALUE, size))).isEqualTo(all);
            assertThat(pagesBack(job, LogQuery.before(601, size))).isEqualTo(all.subList(0, 600));
            for (LogStream stream : LogStream.values()) {
                LogQuery query = LogQuery.before(Long.MAX_VALUE, size).of(Optional.of(stream));
                assertThat(pagesBack(job, query))
                        .isEqualTo(all.stream()
                                .filter(line -> line.stream() == stream)
                                .toList());
            }
        }
    }

    @Test
    final void aPageBeforeALineHasTheLastLinesBeforeIt() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 200);

        for (int before = 1; before <= 200; before++) {
            int from = Math.max(0, before - 1 - 7);
            assertThat(logs.read(job, LogQuery.before(before, 7)).lines()).isEqualTo(all.subList(from, before - 1));
        }
        assertThat(logs.read(job, LogQuery.before(1, 7))).isEqualTo(new LogSlice(List.of(), 1, true));
        assertThat(logs.read(job, LogQuery.before(500, 7)).lines()).isEqualTo(all.subList(193, 200));
        assertThat(logs.read(job("silent"), LogQuery.before(9, 7))).isEqualTo(new LogSlice(List.of(), 9, true));
    }

    @Test
    final void aPageBeforeALineEndsWithTheLineThatExceedsItsBytes() {
        JobRef job = job("long-lines");
        List<LogLine> all = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            all.add(new LogLine(i, LogStream.STDOUT, NOW, "x".repeat(8 << 10), false));
        }
        append(job, 1, all, "");

        LogSlice found = logs.read(job, LogQuery.before(51, 1000).within(64 << 10));

        assertThat(found).isEqualTo(new LogSlice(all.subList(41, 50), 42, false));
    }

    @Test
    final void aSearchByPagesFindsWhatAFilterOfTheWholeLogFinds() {
        JobRef job = job("talks");
        List<LogLine> all = write(job, 1200);
        Random random = new Random(2);
        for (int i = 0; i < 40; i++) {
            String text = partOf(all.get(random.nextInt(all.size())), random);
            int size = 1 + random.nextInt(50);
            Optional<LogStream> stream = random.nextBoolean() ? Optional.empty() : Optional.of(LogStream.STDERR);
            List<LogLine> expected = all.stream()
                    .filter(line -> stream.map(line.stream()::equals).orElse(true))
                    .filter(line -> contains(TerminalText.of(line.message()), text))
                    .toList();

            assertThat(pages(job, LogQuery.after(0, size).of(stream).containing(text)))
                    .as(text)
                    .isEqualTo(expected);
            assertThat(pagesBack(
                            job,
                            LogQuery.before(Long.MAX_VALUE, size).of(stream).containing(text)))
                    .as(text)
                    .isEqualTo(expected);
        }
    }

    @Test
    final void aSearchIgnoresCaseAndColours() {
        JobRef job = job("coloured");
        LogLine line = new LogLine(1, LogStream.STDERR, NOW, "\u001b[1mÜb\u001b[31mer\u001b[0m(.*)", false);
        append(job, 1, List.of(line, line(2, LogStream.STDOUT)), "");

        for (String text : List.of("über", "ÜBER(.*)", "(.*)", "B")) {
            assertThat(logs.read(job, LogQuery.after(0, 5).containing(text)).lines())
                    .as(text)
                    .containsExactly(line);
        }
        for (String text : List.of("[31m", "\u001b", "u.er")) {
            assertThat(logs.read(job, LogQuery.after(0, 5).containing(text)).lines())
                    .as(text)
                    .isEmpty();
        }
    }

    @Test
    final void aSearchSaysHowFarItLooked() {
        JobRef job = job("talks");
        List<LogLine> all = new ArrayList<>();
        for (int i = 1; i <= 700; i++) {
            all.add(line(i, LogStream.STDOUT));
        }
        append(job, 1, all, "");
        List<LogLine> one = List.of(all.get(299));

        assertThat(logs.read(job, LogQuery.after(0, 5).containing("nothing")))
                .isEqualTo(new LogSlice(List.of(), 700, true));
        assertThat(logs.read(job, LogQuery.before(650, 5).containing("nothing")))
                .isEqualTo(new LogSlice(List.of(), 1, true));
        assertThat(logs.read(job, LogQuery.after(0, 2).containing("line 300"))).isEqualTo(new LogSlice(one, 700, true));
        assertThat(logs.read(job, LogQuery.after(200, 1).containing("line 300")))
                .isEqualTo(new LogSlice(one, 300, false));
        assertThat(logs.read(job, LogQuery.before(400, 1).containing("line 300")))
                .isEqualTo(new LogSlice(one, 300, false));
        assertThat(logs.read(job, LogQuery.after(700, 1).containing("line 300")))
                .isEqualTo(new LogSlice(List.of(), 700, true));
    }

    @Test
    final void aSearchThatStopsInALongLogGoesOnWhereItStopped() {
        JobRef job = job("long");
        int count = LogQuery.MAX_SEARCHED + 1000;
        List<LogLine> all = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            all.add(new LogLine(i, LogStream.STDOUT, NOW, i == count - 100 || i == 100 ? "found" : "none", false));
        }
        append(job, 1, all, "");

        assertThat(searched(job, LogQuery.after(100, 1).containing("FOUND"))).isEqualTo(count - 100);
        assertThat(searched(job, LogQuery.before(count - 100, 1).containing("FOUND")))
                .isEqualTo(100);
    }

    /** The entry id of what is found by as many calls as it takes. */
    private long searched(JobRef job, LogQuery query) {
        LogSlice found = logs.read(job, query);
        assertThat(found.lines()).isEmpty();
        LogQuery next = query;
        for (int call = 1; found.lines().isEmpty(); call++) {
            long from = next.before().orElse(next.after());
            assertThat(found.isEnd()).isFalse();
            assertThat(Math.abs(found.lookedTo() - from)).isBetween(1L, (long) LogQuery.MAX_SEARCHED);
            assertThat(call).isLessThan(1000);
            next = goingOn(query, found.lookedTo());
            found = logs.read(job, next);
        }
        return found.lines().get(0).entryId();
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

        assertThat(logs.read(here, LogQuery.after(0, 10)).lines()).containsExactly(line(1, LogStream.STDOUT));
        assertThat(logs.read(there, LogQuery.after(0, 10)).lines()).containsExactly(line(1, LogStream.STDERR));
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
        return pages(job, LogQuery.after(0, size).of(stream));
    }

    private List<LogLine> pages(JobRef job, LogQuery first) {
        List<LogLine> read = new ArrayList<>();
        LogSlice page = logs.read(job, first);
        read.addAll(page.lines());
        while (!page.isEnd()) {
            assertThat(page.lines()).hasSizeLessThanOrEqualTo(first.limit());
            page = logs.read(job, goingOn(first, page.lookedTo()));
            read.addAll(page.lines());
        }
        return read;
    }

    private List<LogLine> pagesBack(JobRef job, LogQuery first) {
        List<List<LogLine>> read = new ArrayList<>();
        LogSlice page = logs.read(job, first);
        read.add(page.lines());
        while (!page.isEnd()) {
            assertThat(page.lines()).hasSizeLessThanOrEqualTo(first.limit());
            page = logs.read(job, goingOn(first, page.lookedTo()));
            read.add(page.lines());
        }
        Collections.reverse(read);
        return read.stream().flatMap(List::stream).toList();
    }

    private static LogQuery goingOn(LogQuery query, long lookedTo) {
        LogQuery next = query.isBackwards()
                ? LogQuery.before(lookedTo, query.limit())
                : LogQuery.after(lookedTo, query.limit());
        return query.containing().map(next::containing).orElse(next).of(query.stream());
    }

    /** Some characters of a line, in the other case. */
    private static String partOf(LogLine line, Random random) {
        String text = TerminalText.of(line.message());
        if (text.isBlank()) {
            return "line";
        }
        int from = random.nextInt(text.length());
        String part = text.substring(from, Math.min(text.length(), from + 1 + random.nextInt(4)));
        return part.isBlank() ? "line" : random.nextBoolean() ? part.toUpperCase(Locale.ROOT) : part;
    }

    private static boolean contains(String text, String part) {
        for (int i = 0; i + part.length() <= text.length(); i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
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
