package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.testkit.sim.RunScript;
import java.util.stream.IntStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Searches of a log that is longer than one of them looks at. */
class LogReachTest {
    private static final int LINES = 200_500;
    private static final int ERROR = 200_400;

    @Test
    void aSearchAndTheFirstErrorReachEquallyFarAndGoOnFromThere() throws Exception {
        try (ConsoleServer server = ConsoleServer.start(run -> RunScript.prints("step 1"))) {
            Browser browser = server.reader();
            JobId job = server.finished("long");
            server.prints(
                    job,
                    IntStream.rangeClosed(2, LINES),
                    number -> number == ERROR ? "ValueError: the needle" : "step " + number);
            for (String search : new String[] {"find=&error=1", "find=needle"}) {
                Document page =
                        browser.get("/jobs/" + job + "/log?" + search).is(200).page();
                assertThat(page.select("#log-place").text()).startsWith("not found to line 200\u2009000");
                Document next = browser.get(page.expectFirst("#log-on").absUrl("href"))
                        .is(200)
                        .page();
                assertThat(next.select(".hit .x").text()).isEqualTo("ValueError: the needle");
                assertThat(next.select("#log-on").text()).isEqualTo("Go on from line 200\u2009400");
            }
            Document back = browser.get("/jobs/" + job + "/log?find=absent&before=" + LINES)
                    .is(200)
                    .page();
            Document start = browser.get(back.expectFirst("#log-on").absUrl("href"))
                    .is(200)
                    .page();
            assertThat(start.select("#log-place").text()).startsWith("not found to line 1 of");
            assertThat(start.select("#log-on")).isEmpty();
        }
    }
}
