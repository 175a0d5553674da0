package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.submit.GridPart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys, callbacks and the grid, as operators see them. */
class OperatorPagesTest {
    private final AtomicReference<CallbackOutcome> answer =
            new AtomicReference<>(CallbackOutcome.refused("the address is of this machine"));
    private ConsoleServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        server = ConsoleServer.calling(answer::get);
        browser = server.operator();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<ApiKey> keys() {
        return server.grid().operations().apiKeys().list(WorkspaceId.DEFAULT);
    }

    @Test
    void aKeyIsMadeShownOnceAndWorks() {
        Document form = browser.get("/keys").is(200).page();
        assertThat(form.select("p.say").text()).isEqualTo("No key of this workspace works.");
        assertThat(form.select("#key-days [selected]").val()).isEqualTo("30");
        assertThat(form.select("[name=scope][checked]").eachAttr("value")).containsExactly("jobs:read", "jobs:submit");

        Document made = browser.submit(
                        "/keys",
                        Map.of(
                                "name",
                                "ci <b>",
                                "scope",
                                "jobs:read",
                                "days",
                                "7",
                                "addresses",
                                "127.0.0.1, 10.0.0.0/8"))
                .is(200)
                .page();

        String key = made.expectFirst("#made-key").text();
        assertThat(key).matches("jg_[A-Za-z0-9_-]{43}");
        ApiKey stored = keys().get(0);
        assertThat(stored.name()).isEqualTo("ci <b>");
        assertThat(stored.scopes()).containsExactly(Scope.JOBS_READ);
        assertThat(stored.addresses()).hasSize(2);
        assertThat(stored.expires().orElseThrow())
                .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(7)));
        server.browser().signedIn(key).get("/jobs").is(200);
        Document list = browser.get("/keys").page();
        assertThat(list.text())
                .contains("May see jobs, their files and logs.", "from 127.0.0.1, 10.0.0.0/8", "made key 'ci <b>'")
                .doesNotContain(key);
    }

    @Test
    void aWrongKeyRequestIsSaidBesideItsForm() {
        Map<String, Map<String, String>> wrong = Map.of(
                "1 to 128", Map.of("name", "", "scope", "jobs:read"),
                "at least one scope", Map.of("name", "x"),
                "'elsewhere' is not an IP address",
                        Map.of("name", "x", "scope", "logs:read", "addresses", "elsewhere"));
        wrong.forEach((words, fields) -> {
            Document page = browser.submit("/keys", fields).is(400).page();
            assertThat(page.select("[role=alert]").text()).contains(words);
            assertThat(page.select("#made-key")).isEmpty();
        });
        assertThat(keys()).isEmpty();
    }

    @Test
    void revokingAKeyAsksOnceAndEndsItsSessions() {
        Browser reader = server.reader();
        reader.get("/jobs").is(200);
        String way =
                browser.get("/keys").page().expectFirst("td a[href$=revoke]").absUrl("href");
        Document question = browser.get(way).is(200).page();
        assertThat(question.select("p.say").text()).startsWith("Revoke the key \"test key\"");
        reader.get("/jobs").is(200);

        browser.submit(question.expectFirst("form.stack:has(.danger)").absUrl("action"), Map.of())
                .is(303);

        reader.get("/jobs").is(303);
        Document list = browser.get("/keys").page();
        assertThat(list.select("td").eachText())
                .anySatisfy(text -> assertThat(text).startsWith("revoked"));
        assertThat(list.select("td a[href$=revoke]")).isEmpty();
        browser.get(way).is(303);
        browser.submit("/keys/key_none/revoke", Map.of()).is(404);
    }

    @Test
    void anOperatorMakesKeysOfTheChosenWorkspace() {
        browser.submit("/workspace", Map.of("workspace", "vision")).is(303);
        browser.submit("/keys", Map.of("name", "x", "scope", "jobs:read")).is(200);
        assertThat(keys()).isEmpty();
        assertThat(server.grid().operations().apiKeys().list(new WorkspaceId("vision")))
                .hasSize(1);
    }

    private JobId called() throws Exception {
        return server.finished(ConsoleServer.spec("calls")
                        .callback(
                                new CallbackTarget("https://hooks.example.com/s3cret-path", Optional.empty(), Map.of()))
                        .build())
                .id();
    }

    private void reaches(JobId job, CallbackProgress.State state) {
        await().until(() -> server.grid()
                .callbacks()
                .report(job)
                .filter(report -> report.delivery().progress().state() == state)
                .isPresent());
    }

    @Test
    void aReceiverThatWasNotToldIsAnAlarmAndIsToldAgain() throws Exception {
        assertThat(browser.get("/callbacks").is(200).page().select("p.say").text())
                .isEqualTo("No job of this workspace had a callback.");
        JobId job = called();
        reaches(job, CallbackProgress.State.GIVEN_UP);

        assertThat(browser.get("/").page().select(".alarms").text()).contains("Callbacks 1 receiver was not told");
        Document page = browser.get("/callbacks").is(200).page();
        assertThat(page.select("p.say").text()).isEqualTo("1 receiver was not told; none waits for a try.");
        assertThat(page.select("tbody tr").text())
                .contains("hooks.example.com:443", job.value(), "the address is of this machine", "1 try");
        assertThat(page.html()).doesNotContain("s3cret");

        answer.set(CallbackOutcome.answered(200, Optional.empty()));
        browser.submit("/callbacks", Map.of("job", job.value())).is(303);

        reaches(job, CallbackProgress.State.DELIVERED);
        assertThat(browser.get("/callbacks?state=delivered")
                        .page()
                        .select("tbody tr")
                        .text())
                .contains("the receiver answered 200", "2 tries");
        browser.get("/callbacks?state=lost").is(400);
        browser.submit("/callbacks", Map.of()).is(400);
    }

    @Test
    void theGridSaysWhetherItIsWellAndWhatItsProcessesReach() {
        Document page = browser.get("/grid").is(200).page();
        assertThat(page.select("p.say").text()).isEqualTo("The grid is well.");
        assertThat(page.select("[aria-label=Health] li").text()).contains("store well");
        assertThat(page.select("table[aria-label^=Processes] tbody tr").text())
                .contains("node1", "takes jobs", "0 of 4");
        assertThat(browser.get("/grid/retention").is(200).page().select("p.say").text())
                .isEqualTo("Retention would remove nothing now.");
    }

    @Test
    void aPartIsClosedWithAMessageAndOpenedAgain() {
        browser.submit("/grid/maintenance", Map.of("part", "inputs", "do", "close", "message", "disk <swap>"))
                .is(303);
        assertThat(server.grid().operations().maintenance().closed()).isEqualTo(Map.of(GridPart.INPUTS, "disk <swap>"));
        Document page = browser.get("/grid").page();
        assertThat(page.select("p.say").text()).isEqualTo("The grid is well; closed for maintenance: inputs.");
        assertThat(page.select(".parts").text()).contains("disk <swap>");
        assertThat(browser.get("/").page().select(".alarms").text()).contains("Uploads are closed: disk <swap>");

        browser.submit("/grid/maintenance", Map.of("part", "inputs", "do", "open"))
                .is(303);

        assertThat(server.grid().operations().maintenance().closed()).isEmpty();
        browser.submit("/grid/maintenance", Map.of("part", "all", "do", "close"))
                .is(400);
    }

    @Test
    void aNodeIsForgottenByItsNameOnlyAndNotWhileAGridReachesIt() {
        String way = "/fleet/forget?executor=%s&name=node1"
                .formatted(server.grid().fleet().get(0).executor());
        assertThat(browser.get(way).is(200).page().select("label[for=typed]").text())
                .isEqualTo("Type node1 to confirm");
        browser.submit(way, Map.of("typed", "node2")).is(400);
        browser.submit(way, Map.of("typed", "node1")).is(409);
        browser.get("/fleet/forget?executor=x&name=node1").is(404);
        assertThat(browser.get("/fleet/node?executor=%s&name=node1"
                                .formatted(server.grid().fleet().get(0).executor()))
                        .page()
                        .select("a[href*=forget]"))
                .isEmpty();
    }

    @Test
    void aNodeThatIsGoneForGoodIsForgotten() {
        server.loses("gone1");
        Document page = browser.get("/grid").is(200).page();
        assertThat(page.select("tbody tr:contains(gone1)").text()).contains("none", "away since");
        String way = page.expectFirst("a[href*=fleet/forget]").absUrl("href");
        String node = browser.get(way.replace("/forget", "/node"))
                .is(200)
                .page()
                .expectFirst("a.danger")
                .absUrl("href");
        assertThat(node).isEqualTo(way);

        assertThat(browser.submit(way, Map.of("typed", "gone1"))
                        .is(200)
                        .page()
                        .expectFirst(".card p")
                        .text())
                .isEqualTo("gone1 is forgotten: 0 runs released, 0 jobs ended or queued again.");

        browser.get(way).is(404);
    }

    @Test
    void othersSeeNothingOfThesePages() {
        Document page = server.member().get("/").is(200).page();
        assertThat(page.select("a[href$=keys],a[href$=callbacks],a[href$=grid]"))
                .isEmpty();
        assertThat(browser.get("/").page().select("nav a[href$=keys],nav a[href$=callbacks],nav a[href$=grid]"))
                .hasSize(3);
    }

    @Test
    void aConsoleWithoutTheStoragesAdministrationSaysSo() throws Exception {
        try (dev.jobgrid.http.jetty.StandaloneServer plain = dev.jobgrid.http.jetty.StandaloneServer.builder(
                        dev.jobgrid.http.HttpAdapter.builder(server.grid()).build())
                .beside(
                        "/console/*",
                        Console.builder(server.grid())
                                .operators(request -> true)
                                .servlet())
                .start("127.0.0.1", 0)) {
            Browser operator = new Browser(plain.url() + "/console");
            operator.get("/keys").is(200);
            operator.get("/grid").is(200);
            assertThat(operator.get("/callbacks").is(403).text()).contains("Console.builder(grid).admin(");
        }
    }
}
