package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetAndQueueTest {
    private final AtomicLong nanos = new AtomicLong();
    private ConsoleServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        GridClock clock = new GridClock() {
            @Override
            public Instant instant() {
                return Instant.now();
            }

            @Override
            public long nanoTime() {
                return nanos.get();
            }
        };
        server = ConsoleServer.start(
                run -> run.image().contains("long")
                        ? RunScript.prints("begun").lasting(Duration.ofHours(1))
                        : RunScript.prints("done").exiting(run.image().contains("bad") ? 1 : 0),
                console -> console.clock(clock));
        browser = server.reader();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a page shows once views are made anew. */
    private Document page(String path) {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        return browser.get(path).is(200).page();
    }

    private JobId running(Caller caller, String name) {
        JobId id = server.grid()
                .as(caller)
                .submit(ConsoleServer.spec(name).build())
                .id();
        await().until(() -> server.grid().as(caller).status(id).status() == JobStatus.RUNNING);
        return id;
    }

    @Test
    void anIdleGridSaysSoAndHowToBegin() {
        Document page = page("/");
        assertThat(page.select("p.say").text()).isEqualTo("All 4 GPUs are idle; nothing of yours waits.");
        assertThat(page.select(".steps li")).hasSize(3);
        assertThat(page("/queue").select("p.say").text()).isEqualTo("Nothing waits. 4 of 4 GPUs are free.");
        assertThat(page("/fleet").select("p.say").text()).isEqualTo("4 of 4 GPUs are free.");
    }

    @Test
    void theBoardShowsWhoseEachGpuIsAndNamesNothingOfOthers() {
        JobId mine = running(Caller.owner(WorkspaceId.DEFAULT), "long of mine");
        JobId theirs = running(Caller.owner(new WorkspaceId("others")), "long of others");

        Document page = page("/fleet");
        assertThat(page.select("p.say").text()).isEqualTo("2 of 4 GPUs are free; you hold 1, others 1.");
        assertThat(page.select(".node .gpu-mine")).hasSize(1);
        assertThat(page.select(".node .gpu-held")).hasSize(1);
        assertThat(page.select(".node .gpu-free")).hasSize(2);
        assertThat(page.select(".node a.cell").eachAttr("href")).containsExactly("./jobs/" + mine);
        assertThat(page.html()).doesNotContain(theirs.value()).doesNotContain("long of others");

        Document node = browser.get(page.expectFirst(".node h2 a").absUrl("href"))
                .is(200)
                .page();
        assertThat(node.select("tbody tr")).hasSize(4);
        assertThat(node.select("tbody .name").text()).isEqualTo("long of mine");
        browser.get("/fleet/node?executor=scripted&name=none").is(404);
    }

    @Test
    void theQueueSaysWhoseTurnIsNextAndWhyItWaits() {
        for (int i = 0; i < 4; i++) {
            running(Caller.owner(WorkspaceId.DEFAULT), "long " + i);
        }
        JobId next =
                server.grid().submit(ConsoleServer.spec("waits first").build()).id();
        server.grid().submit(ConsoleServer.spec("waits second").build());
        await().until(() -> !server.grid().queue(10).jobs().isEmpty()
                && server.grid().queue(10).jobs().stream()
                        .noneMatch(job -> job.reason().isBlank()));

        Document page = page("/queue");
        assertThat(page.select("p.say").text())
                .startsWith("2 jobs wait, the oldest for ")
                .endsWith("2 jobs in all workspaces.");
        assertThat(page.select("tbody .name").eachText()).containsExactly("waits first", "waits second");
        assertThat(page.select("tbody tr").get(0).text()).contains("is next");
        assertThat(page.select(".bars li")).isNotEmpty();
        assertThat(page("/").select("p.say").text())
                .startsWith("4 of 4 GPUs are busy; 2 jobs wait, the oldest for ")
                .contains(", because ");
        assertThat(page("/jobs/" + next).select("p.say").text()).startsWith("Waits for 1 × L4: it is next, ");
    }

    @Test
    void aRowThatNoLongerPassesTheFilterSaysItsStatusUntilThePageChanges() {
        JobId job = running(Caller.owner(WorkspaceId.DEFAULT), "long one");
        Browser.Got open = browser.get("/jobs?status=running").is(200);
        assertThat(open.page().select("tr [data-since]")).hasSize(1);
        server.grid().cancel(job, "");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        Browser.Got news = browser.with("X-Console-Rows", job + ",job_none")
                .poll("/jobs?status=running", open.header("X-Console-Live"))
                .is(200);

        assertThat(news.page().select("tr[data-key]").eachText())
                .singleElement()
                .asString()
                .startsWith("Cancelled long one");
        assertThat(news.page().select("tr [data-since]")).isEmpty();
        browser.poll("/jobs?status=running", news.header("X-Console-Live")).is(204);
        browser.with("X-Console-Rows", "");
        assertThat(page("/jobs?status=running").select("tr[data-key]")).isEmpty();
        Browser others = server.browser().signedIn(server.key(new WorkspaceId("others"), Scope.JOBS_READ));
        assertThat(others.with("X-Console-Rows", job.value())
                        .poll("/jobs?status=running", "")
                        .is(200)
                        .text())
                .doesNotContain(job.value());
    }

    @Test
    void aNodeThatTakesNoJobsIsAnAlarmWithItsWayOut() {
        server.accept(false);
        await().until(() -> page("/").select(".alarms li").size() == 1);

        Document page = page("/");
        assertThat(page.select(".alarms .name").text()).isEqualTo("node1");
        browser.get(page.expectFirst(".alarms a").absUrl("href")).is(200);
        assertThat(page.select(".node .gpu-closed")).hasSize(4);
    }

    @Test
    void failuresOfADayAreCountedByTheirCause() throws Exception {
        server.finished("bad one");
        server.finished("bad two");
        server.finished("good");

        Document page = page("/");
        assertThat(page.select("[aria-label=Failures] .big").text()).isEqualTo("2");
        assertThat(page.select("[aria-label=Failures] .bars li").text()).isEqualTo("the program failed 2");
        assertThat(page.select("[aria-label='Ended lately'] tbody .name").eachText())
                .containsExactly("good", "bad two", "bad one");
    }

    @Test
    void aMemberOfAnotherWorkspaceSeesItsOwnQueueOnly() {
        for (int i = 0; i < 4; i++) {
            running(Caller.owner(WorkspaceId.DEFAULT), "long " + i);
        }
        server.grid().submit(ConsoleServer.spec("theirs").build());
        browser = server.browser().signedIn(server.key(new WorkspaceId("other"), Scope.JOBS_READ));

        Document page = page("/queue");
        assertThat(page.select("p.say").text()).startsWith("None of yours waits; of others 1 job.");
        assertThat(page.html()).doesNotContain("theirs");
    }
}
