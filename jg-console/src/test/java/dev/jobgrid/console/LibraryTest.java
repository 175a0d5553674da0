package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private ConsoleServer server;

    @BeforeEach
    void start() throws Exception {
        server = ConsoleServer.start(
                run -> RunScript.prints("a").exiting(run.image().contains("bad") ? 1 : 0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTemplateIsSavedFromAJobAndLaunched() throws Exception {
        JobId job = server.finished("to keep");
        Browser browser = server.member();
        assertThat(browser.get("/templates").is(200).page().select(".say").text())
                .isEqualTo("No template yet.");
        browser.submit("/jobs/" + job + "/template", Map.of("slug", "no slug")).is(400);
        browser.submit("/jobs/" + job + "/template", Map.of("slug", "sweep")).is(303);

        Document page = browser.get("/templates").is(200).page();
        assertThat(page.select("article h2").text()).isEqualTo("sweep");
        Document form = browser.get(page.expectFirst("article a").absUrl("href"))
                .is(200)
                .page();
        assertThat(form.expectFirst("#f-image").val()).isEqualTo("acme/trainer:1.8");
        assertThat(form.expectFirst("#f-command").val()).isEqualTo("python train.py");
        assertThat(form.expectFirst("input[name=template_slug]").val()).isEqualTo("sweep");
    }

    @Test
    void aKeyThatMayNotWriteSavesNoTemplate() throws Exception {
        JobId job = server.finished("to keep");
        Browser browser = server.browser().signedIn(server.key(Scope.JOBS_READ, Scope.JOBS_SUBMIT));
        browser.submit("/jobs/" + job + "/template", Map.of("slug", "sweep")).is(403);
        assertThat(browser.get("/jobs/" + job + "/spec").page().select("form[action$=template]"))
                .isEmpty();
        assertThat(server.member().get("/jobs/" + job + "/spec").page().select("form[action$=template]"))
                .hasSize(1);
    }

    @Test
    void filesAreListedWithTheirPlace() {
        Browser browser = server.member();
        assertThat(browser.get("/files").is(200).page().select(".say").text()).isEqualTo("No file yet.");
        browser.send(browser.request("/files/upload?name=train.py&kind=script")
                        .header("X-Console-Token", browser.token())
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("print(1)")))
                .is(200);
        assertThat(browser.get("/files").page().select("tbody tr").text())
                .contains("train.py", "/workspace/scripts/train.py", "ready", "8 B");
    }

    @Test
    void usageSumsTheJobsOfAPeriodByModel() throws Exception {
        Browser browser = server.reader();
        server.finished("one");
        server.finished("bad two");
        Document page = browser.get("/usage?days=1").is(200).page();
        assertThat(page.select("p.say").text()).contains("GPU hours and $").endsWith("by the jobs of a day.");
        assertThat(page.select("tbody tr").text()).startsWith("NVIDIA L4 2 ").endsWith("50 %");
        assertThat(page.select("[aria-label=Credits]")).isEmpty();
        browser.get("/usage?weeks=1").is(400);
    }

    @Test
    void creditsShowTheirBalanceAndMovements() throws Exception {
        try (ConsoleServer paying = ConsoleServer.paying()) {
            paying.grid().credits().topUp(Usd.ofDollars(20), "invoice 7");
            JobId job = paying.finished("one");
            Document page = paying.reader().get("/usage").is(200).page();
            assertThat(page.select("[aria-label=Credits] .big").text()).matches("\\$(20\\.00|19\\.9[0-9])");
            assertThat(page.select("[aria-label^=Movements] tbody tr").eachText())
                    .hasSize(3)
                    .anySatisfy(row -> assertThat(row).contains("Top-up invoice 7", "$20.00"))
                    .anySatisfy(row -> assertThat(row).contains("Reserved for a job", job.value()));
        }
    }

    @Test
    void anOperatorChoosesTheWorkspace() throws Exception {
        WorkspaceId other = new WorkspaceId("vision");
        server.grid()
                .as(Caller.owner(other))
                .submit(ConsoleServer.spec("of vision").build())
                .await(Duration.ofMinutes(1));
        Browser operator = server.browser().with(ConsoleServer.OPERATOR, "yes");
        assertThat(operator.get("/jobs").is(200).text()).doesNotContain("of vision");

        operator.submit("/workspace", Map.of("workspace", "vision")).is(303);

        assertThat(operator.get("/jobs")
                        .is(200)
                        .page()
                        .select("table.jobs .name")
                        .text())
                .isEqualTo("of vision");
        operator.submit("/workspace", Map.of("workspace", "no such/name")).is(400);
    }
}
