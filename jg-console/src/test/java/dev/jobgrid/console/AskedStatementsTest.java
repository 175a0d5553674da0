package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What open pages ask of the store, by a clock of the test. */
class AskedStatementsTest {
    private static final class TestClock implements GridClock {
        private final AtomicLong nanos = new AtomicLong();
        private final Instant start = Instant.now();

        @Override
        public Instant instant() {
            return start.plusNanos(nanos.get());
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }
    }

    @Test
    void manyOpenPagesAskAsOneAndClosedOnesAskNothing() throws Exception {
        TestClock clock = new TestClock();
        try (ConsoleServer server =
                ConsoleServer.start(run -> RunScript.prints("a"), console -> console.clock(clock))) {
            String job = server.finished("first").value();
            Browser browser = server.member();
            List<String> views = List.of("/", "/jobs?name=first", "/queue", "/fleet", "/jobs/" + job + "/files");
            List<String> versions = new ArrayList<>();
            for (String view : views) {
                versions.add(browser.get(view).is(200).header("X-Console-Live"));
            }
            int seconds = 20;
            server.counted().take();
            for (int second = 0; second < seconds; second += 2) {
                clock.nanos.addAndGet(2_000_000_000L);
                for (int i = 0; i < 200; i++) {
                    browser.poll(views.get(i % views.size()), versions.get(i % views.size()))
                            .is(204);
                }
            }
            Map<String, Long> asked = server.counted().take();
            assertThat(asked.values().stream().mapToLong(Long::longValue).sum())
                    .as("calls in " + seconds + " s: " + asked)
                    .isLessThanOrEqualTo(10L * seconds);

            clock.nanos.addAndGet(60_000_000_000L);
            assertThat(server.counted().take()).isEmpty();
        }
    }

    @Test
    void aListWithANameIsSearchedOnceAndThenOnlyAtItsFront() throws Exception {
        TestClock clock = new TestClock();
        try (ConsoleServer server =
                ConsoleServer.start(run -> RunScript.prints("a"), console -> console.clock(clock))) {
            server.finished("wanted");
            server.finished("other");
            Browser browser = server.member();
            Browser.Got first = browser.get("/jobs?name=wanted").is(200);
            clock.nanos.addAndGet(3_000_000_000L);
            browser.poll("/jobs?name=wanted", first.header("X-Console-Live")).is(204);
            server.finished("wanted too");
            clock.nanos.addAndGet(3_000_000_000L);
            Browser.Got news = browser.poll("/jobs?name=wanted", first.header("X-Console-Live"))
                    .is(200);
            assertThat(news.page().select("table.jobs .name").eachText()).containsExactly("wanted too", "wanted");
        }
    }

    @Test
    void aSearchTellsOfNewJobsAtOnceAndOfOldOnesThatComeToPassSoon() throws Exception {
        TestClock clock = new TestClock();
        try (ConsoleServer server = ConsoleServer.start(
                run -> RunScript.prints("a").lasting(Duration.ofHours(1)), console -> console.clock(clock))) {
            JobId old = server.grid()
                    .submit(ConsoleServer.spec("wanted old").build())
                    .id();
            clock.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            JobId first = server.grid()
                    .submit(ConsoleServer.spec("wanted first").build())
                    .id();
            String path = "/jobs?status=cancelled&name=wanted";
            Browser browser = server.member();
            String none = browser.get(path).is(200).header("X-Console-Live");
            server.grid().cancel(first, "");
            clock.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
            Browser.Got one = browser.poll(path, none).is(200);
            assertThat(one.page().select("table.jobs .name").text()).isEqualTo("wanted first");

            server.grid().cancel(old, "");
            // An open page asks all the time, or its view is forgotten.
            for (int i = 0; i < 3; i++) {
                clock.nanos.addAndGet(Duration.ofSeconds(7).toNanos());
                browser.poll(path, one.header("X-Console-Live"));
            }
            Browser.Got both = browser.poll(path, one.header("X-Console-Live")).is(200);
            assertThat(both.page().select("table.jobs .name").eachText()).containsExactly("wanted first", "wanted old");
        }
    }
}
