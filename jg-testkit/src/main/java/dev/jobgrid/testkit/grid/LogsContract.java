package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.Feed;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Log lines of a job: each once, to feeds and publishers, up to the bound. */
interface LogsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private JobHandle submit(String id, RunScript script) {
        return underTest().submit(id, script);
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    private void hasten(String what, Duration step, Callable<Boolean> condition) {
        underTest().hasten(what, step, condition);
    }

    private List<String> messagesOf(Job job, String type) {
        return underTest().messagesOf(job, type);
    }

    @Test
    default void aLogFeedStartedEarlyGivesEachLineOnce() {
        String[] lines = IntStream.range(0, 500).mapToObj(i -> "line " + i).toArray(String[]::new);
        JobHandle handle = submit("feed", RunScript.prints(lines).lasting(Duration.ofMillis(500)));
        List<LogLine> seen = new ArrayList<>();
        try (Feed<LogLine> feed = handle.logs()) {
            feed.forEachRemaining(seen::add);
        }

        assertThat(seen)
                .extracting(LogLine::entryId)
                .isEqualTo(IntStream.rangeClosed(1, 500).mapToObj(i -> (long) i).toList());
        assertThat(seen).extracting(LogLine::message).containsExactlyInAnyOrder(lines);
    }

    @Test
    default void aPublisherGivesNoMoreThanAskedFor() throws InterruptedException {
        JobHandle handle = submit("publish", RunScript.prints("a", "b", "c"));
        List<String> got = new ArrayList<>();
        CountDownLatch complete = new CountDownLatch(1);
        handle.logPublisher().subscribe(new Flow.Subscriber<>() {
            private Optional<Flow.Subscription> subscription = Optional.empty();

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = Optional.of(given);
                given.request(1);
            }

            @Override
            public void onNext(LogLine line) {
                got.add(line.message());
                subscription.orElseThrow().request(1);
            }

            @Override
            public void onError(Throwable failure) {
                got.add(failure.toString());
                complete.countDown();
            }

            @Override
            public void onComplete() {
                complete.countDown();
            }
        });

        assertThat(complete.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(got).containsExactlyInAnyOrder("a", "b", "c");
    }

    private static RunScript printing(int lines) {
        return RunScript.prints(IntStream.range(0, lines)
                .mapToObj(i -> "a line of twenty bytes ")
                .toArray(String[]::new));
    }

    private List<String> messages(JobId job) {
        return grid().logs(job, LogQuery.after(0, 500)).lines().stream()
                .map(LogLine::message)
                .toList();
    }

    private void keepOfLogs(long bytes) throws Exception {
        restart(GridSettings.DEFAULT.withLimits(GridSettings.DEFAULT.limits().withMaxLogBytes(bytes)));
    }

    /** As long as a line may be, 16 KiB. */
    private static String longLine(int number) {
        return "%05d".formatted(number) + "x".repeat((16 << 10) - 5);
    }

    @Test
    default void aPageOfLongLinesEndsEarlierAndTheNextOneGoesOn() throws Exception {
        JobHandle job = submit(
                "long-lines",
                RunScript.prints(
                        IntStream.range(0, 60).mapToObj(LogsContract::longLine).toArray(String[]::new)));
        job.await(SOON);
        List<String> all = new ArrayList<>();
        LogPage page;
        long after = 0;
        do {
            page = grid().logs(job.id(), LogQuery.after(after, 500));
            assertThat(page.lines()).hasSize(Math.min(16, 60 - all.size()));
            page.lines().forEach(line -> all.add(line.message()));
            after = page.next();
        } while (page.hasMore());
        List<LogLine> tail = grid().logs(job.id(), LogQuery.tail(500)).lines();

        assertThat(all)
                .isEqualTo(
                        IntStream.range(0, 60).mapToObj(LogsContract::longLine).toList());
        assertThat(after).isEqualTo(60);
        assertThat(tail).extracting(LogLine::message).isEqualTo(all.subList(44, 60));
    }

    @Test
    default void pagesBackwardsAndASearchByPagesGiveWhatTheLogHolds() throws Exception {
        String[] lines = IntStream.range(0, 90)
                .mapToObj(i -> i % 7 == 0 ? "Loss of & step " + i : "step " + i)
                .toArray(String[]::new);
        JobId job = submit("backwards", RunScript.prints(lines)).await(SOON).id();
        List<LogLine> all = grid().logs(job, LogQuery.after(0, 500)).lines();
        List<LogLine> losses =
                all.stream().filter(line -> line.message().startsWith("Loss")).toList();

        assertThat(losses).hasSize(13);
        for (int size : new int[] {1, 4, 13, 90, 500}) {
            assertThat(pages(job, LogQuery.after(0, size).containing("loss OF & ")))
                    .isEqualTo(losses);
            assertThat(pages(job, LogQuery.before(Long.MAX_VALUE, size).containing("loss OF & ")))
                    .isEqualTo(losses);
            assertThat(pages(job, LogQuery.before(Long.MAX_VALUE, size))).isEqualTo(all);
        }
        LogPage none = grid().logs(job, LogQuery.after(20, 5).containing("nowhere"));
        assertThat(none.lines()).isEmpty();
        assertThat(none.hasMore()).isFalse();
        assertThat(none.next()).isEqualTo(90);
        LogPage before = grid().logs(job, LogQuery.before(31, 10));
        assertThat(before.lines()).isEqualTo(all.subList(20, 30));
        assertThat(before.next()).isEqualTo(21);
        assertThat(before.hasMore()).isTrue();
        assertThat(grid().logs(job, LogQuery.before(11, 10)).hasMore()).isFalse();
    }

    private List<LogLine> pages(JobId job, LogQuery first) {
        List<LogLine> all = new ArrayList<>();
        LogQuery query = first;
        LogPage page;
        do {
            page = grid().logs(job, query);
            all.addAll(first.isBackwards() ? 0 : all.size(), page.lines());
            query = first.isBackwards()
                    ? LogQuery.before(page.next(), first.limit())
                    : LogQuery.after(page.next(), first.limit());
            query = first.containing().map(query::containing).orElse(query);
        } while (page.hasMore());
        return all;
    }

    @Test
    default void linesBeyondTheLogLimitAreDroppedAndReportedByALineAndAnEvent() throws Exception {
        keepOfLogs(10 * (23 + 16));

        Job fitting = submit("fitting", printing(10)).await(SOON);
        Job talkative = submit("talkative", printing(200)).await(SOON);

        assertThat(fitting.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(messages(fitting.id())).hasSize(10).containsOnly("a line of twenty bytes ");
        assertThat(messagesOf(fitting, "log.cut")).isEmpty();
        assertThat(talkative.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(messages(talkative.id())).hasSize(11).last().asString().contains("log truncated", "390 bytes");
        assertThat(messagesOf(talkative, "log.cut")).singleElement().asString().contains("390 bytes");
    }

    @Test
    default void theLogLimitHoldsOverRestartsOfTheGrid() throws Exception {
        keepOfLogs(10 * (23 + 16));
        JobHandle job = submit("resumed", printing(100).lasting(LONG));
        Duration line = LONG.dividedBy(100);
        hasten("half of what is kept", line, () -> messages(job.id()).size() >= 5);
        keepOfLogs(10 * (23 + 16));
        hasten(
                "the cut",
                line,
                () -> !messagesOf(grid().status(job.id()), "log.cut").isEmpty());
        keepOfLogs(10 * (23 + 16));
        underTest().clock().advance(LONG);

        await("the end").until(() -> grid().status(job.id()).isTerminal());

        assertThat(messages(job.id())).hasSize(11).last().asString().contains("log truncated");
        assertThat(messagesOf(grid().status(job.id()), "log.cut")).hasSize(1);
    }
}
