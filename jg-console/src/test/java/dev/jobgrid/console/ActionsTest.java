package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.testkit.sim.RunScript;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionsTest {
    private ConsoleServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        server = ConsoleServer.start(run -> run.image().contains("long")
                ? RunScript.prints("begun").lasting(Duration.ofHours(1))
                : RunScript.prints("done").exiting(run.image().contains("bad") ? 137 : 0));
        browser = server.member();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JobId submitted(String name) {
        return server.grid().submit(ConsoleServer.spec(name).build()).id();
    }

    private List<Job> all() {
        return server.grid().list(JobFilter.ALL, Optional.empty(), 100).jobs();
    }

    /** Presses a button of a form as it stands on a page. */
    private Browser.Got press(Browser.Got got, String form, Map<String, String> more) {
        Element element = got.page().expectFirst(form);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.putAll(values(element));
        fields.putAll(more);
        return browser.post(element.absUrl("action"), fields);
    }

    /** What a browser sends of a form as it stands. */
    private static Map<String, String> values(Element form) {
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input[name]:not([type=checkbox]),textarea[name]")
                .forEach(input -> fields.put(input.attr("name"), input.val()));
        form.select("select[name]")
                .forEach(choice -> fields.put(
                        choice.attr("name"),
                        choice.select("option[selected]").isEmpty()
                                ? choice.expectFirst("option").val()
                                : choice.expectFirst("option[selected]").val()));
        return fields;
    }

    private Browser.Got follow(Browser.Got got) {
        got.is(303);
        return browser.get(got.address().resolve(got.header("Location")).toString())
                .is(200);
    }

    @Test
    void aJobIsCancelledAfterItWasNamed() {
        JobId job = submitted("long one");
        Browser.Got asked = browser.get("/jobs/" + job + "/cancel").is(200);
        assertThat(asked.page().select(".say").text()).contains("Cancel this job?");

        Document page = follow(press(asked, "main form.stack", Map.of("reason", "not needed")))
                .page();

        assertThat(server.grid().status(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(page.select("p.say").text()).startsWith("Cancelled").contains("not needed");
    }

    @Test
    void aRerunThatIsPressedTwiceIsOneJob() throws Exception {
        JobId job = server.finished("once");
        Browser.Got page = browser.get("/jobs/" + job);
        Browser.Got first = press(page, "form[action$=rerun]", Map.of()).is(303);
        Browser.Got second = press(page, "form[action$=rerun]", Map.of()).is(303);

        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(all()).hasSize(2);
        press(browser.get("/jobs/" + job), "form[action$=rerun]", Map.of()).is(303);
        assertThat(all()).hasSize(3);
    }

    @Test
    void chosenJobsAreNamedAndThenCancelledWithTheResultOfEach() throws Exception {
        JobId one = submitted("long one");
        JobId over = server.finished("over");
        String token = browser.token();
        Browser.Got asked = browser.post(
                        "/jobs/actions", "form_token=" + token + "&act=cancel&job=" + one + "&job=" + over)
                .is(200);
        assertThat(asked.page().select("td .name").eachText()).containsExactly("long one", "over");
        assertThat(server.grid().status(one).isTerminal()).isFalse();

        Document results = browser.post(
                        "/jobs/actions", "form_token=" + token + "&act=cancel&sure=1&job=" + one + "&job=" + over)
                .is(200)
                .page();

        assertThat(results.select(".say").text()).isEqualTo("Cancelled 1 of 2 jobs.");
        assertThat(results.select("tbody tr").eachText().get(0)).contains("cancelled");
        assertThat(results.select("tbody .refusal")).hasSize(1);
    }

    @Test
    void allThatPassAFilterRunAgain() throws Exception {
        server.finished("bad one");
        server.finished("bad two");
        server.finished("good");
        Browser.Got asked = browser.submit("/jobs/actions", Map.of("act", "rerun-all", "filter", "?status=failed"))
                .is(200);
        assertThat(asked.page().select("td .name").eachText()).containsExactly("bad two", "bad one");
        String ids = String.join(
                "&",
                asked.page().select("input[name=job]").eachAttr("value").stream()
                        .map(id -> "job=" + id)
                        .toList());

        Document results = browser.post("/jobs/actions", "form_token=" + browser.token() + "&act=rerun&sure=1&" + ids)
                .is(200)
                .page();

        assertThat(results.select(".say").text()).isEqualTo("Ran again 2 of 2 jobs.");
        assertThat(all()).hasSize(5);
    }

    @Test
    void withoutAChoiceNothingIsDone() {
        submitted("long");
        assertThat(browser.submit("/jobs/actions", Map.of("act", "cancel"))
                        .is(400)
                        .page()
                        .select(".card")
                        .text())
                .contains("No job is chosen");
        browser.submit("/jobs/actions", Map.of("act", "destroy")).is(400);
    }

    @Test
    void aDraftIsEstimatedAndSubmittedOnce() {
        Browser.Got form = browser.get("/submit").is(200);
        Map<String, String> draft = Map.of(
                "name", "from the page",
                "image", "acme/trainer:1.8",
                "command", "python -c 'print(1)'",
                "gpu_type", "L4",
                "timeout", "30m",
                "environment", "LEVEL=3",
                "more", "{\"metadata\": {\"team\": \"vision\"}}");
        Document estimate =
                press(form, "#draft", with(draft, "do", "estimate")).is(200).page();
        assertThat(estimate.select("#estimate .section").text()).matches("\\$.* to \\$.*; starts .*");
        assertThat(estimate.expectFirst("#f-name").val()).isEqualTo("from the page");

        Browser.Got submitted =
                press(form, "#draft", with(draft, "do", "submit")).is(303);
        press(form, "#draft", with(draft, "do", "submit")).is(303);

        assertThat(all()).hasSize(1);
        Job job = all().get(0);
        assertThat(submitted.header("Location")).endsWith("jobs/" + job.id());
        assertThat(job.spec().command().orElseThrow().words()).containsExactly("python", "-c", "print(1)");
        assertThat(job.spec().timeout()).contains(Duration.ofMinutes(30));
        assertThat(job.spec().environment().values()).containsEntry("LEVEL", "3");
        assertThat(job.spec().metadata().values()).containsEntry("team", "vision");
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put(name, value);
        return all;
    }

    @Test
    void aPlaceIsHeldUntilTheGoOrGivenBack() throws Exception {
        Browser.Got estimated = press(
                browser.get("/submit").is(200),
                "#draft",
                Map.of("name", "held", "image", "acme/trainer:1", "gpu_count", "1", "do", "estimate"));
        assertThat(estimated.page().select("button[value=hold]").text()).isEqualTo("Hold this place");
        Browser.Got held = press(estimated, "#draft", Map.of("do", "hold"));
        JobId job = all().get(0).id();
        Document page = follow(held).page();
        assertThat(page.select("p.say").text()).startsWith("Holds").contains("starts with your go");
        assertThat(page.select("[data-until]")).hasSize(1);
        assertThat(page.select("p.detail")).isEmpty();
        assertThat(page.select("[data-key=timeline]").text()).contains("· held ");
        assertThat(browser.get("/jobs").page().select("tr .word").text()).isEqualTo("Held");
        assertThat(server.grid().status(job).isHeld()).isTrue();
        // Pressed twice is one place.
        press(estimated, "#draft", Map.of("do", "hold")).is(303);
        assertThat(all()).hasSize(1);

        follow(press(browser.get("/jobs/" + job), "form[action$=launch]", Map.of()));
        assertThat(server.grid().job(job).await(Duration.ofMinutes(1)).status()).isEqualTo(JobStatus.COMPLETED);

        Browser.Got other = press(
                browser.get("/submit").is(200),
                "#draft",
                Map.of("name", "back", "image", "acme/trainer:1", "gpu_count", "1", "do", "hold"));
        follow(other);
        JobId back = server.grid().launchPlans().get(0).id();
        Browser.Got asked = browser.get("/jobs/" + back + "/cancel").is(200);
        assertThat(asked.page().select(".say").text()).contains("Give this place back?");
        follow(press(asked, "main form.stack", Map.of()));
        assertThat(server.grid().launchPlans()).isEmpty();
    }

    @Test
    void whatIsWrongWithADraftIsSaidBesideItsField() {
        Document page = press(
                        browser.get("/submit"),
                        "#draft",
                        Map.of("image", "x y", "gpu_count", "many", "timeout", "soon", "more", "{", "do", "submit"))
                .is(400)
                .page();
        assertThat(page.select("#estimate .problems a").eachAttr("href"))
                .contains("#f-gpu_count", "#f-timeout", "#f-more");
        assertThat(page.select("[aria-invalid=true]").eachAttr("name")).contains("gpu_count", "timeout");
        assertThat(all()).isEmpty();
    }

    @Test
    void variablesOfADraftThatComesBackAreTypedAgainAndNeverEmptied() {
        Map<String, String> draft = Map.of(
                "name", "walks",
                "image", "acme/trainer:1.8",
                "gpu_type", "L4",
                "gpu_count", "many",
                "environment", "WALK_TOKEN=abc\nDEPTH=3\nno sign",
                "do", "submit");
        Browser.Got refused = press(browser.get("/submit"), "#draft", draft).is(400);
        assertThat(refused.text()).doesNotContain("abc");
        assertThat(refused.page().select("main").text()).contains("type them again");

        Browser.Got again = press(refused, "#draft", Map.of("gpu_count", "1", "do", "submit"))
                .is(400);
        assertThat(again.page().select("#estimate .problems").text())
                .contains("WALK_TOKEN is empty")
                .contains("DEPTH is empty")
                .contains("a line of the variables is not NAME=value");
        assertThat(all()).isEmpty();

        press(again, "#draft", Map.of("environment", "WALK_TOKEN=abc", "do", "submit"))
                .is(303);
        assertThat(all().get(0).spec().environment().values()).isEqualTo(Map.of("WALK_TOKEN", "abc"));
        // One that is meant to be empty is so where nothing was taken from the form.
        press(browser.get("/submit"), "#draft", with(with(draft, "gpu_count", "1"), "environment", "DEBUG="))
                .is(303);
        assertThat(all().get(0).spec().environment().values()).containsEntry("DEBUG", "");
    }

    @Test
    void whatIsClosedIsToldBeforeASubmitAndTheDraftStays() throws Exception {
        JobId over = server.finished("over");
        server.grid().operations().maintenance().close(GridPart.JOBS, "new disks until noon");
        assertThat(browser.get("/").page().select(".alarms").text()).contains("Submits", "new disks until noon");
        Browser.Got form = browser.get("/submit");
        assertThat(form.page().select("#estimate .warn").text()).contains("Submits", "new disks until noon");

        Document refused = press(form, "#draft", Map.of("name", "kept", "image", "acme/trainer:1", "do", "submit"))
                .is(503)
                .page();

        assertThat(refused.expectFirst("#f-name").val()).isEqualTo("kept");
        assertThat(refused.select("#estimate .refusal").text()).contains("new disks until noon");
        Document rerun = press(browser.get("/jobs/" + over), "form[action$=rerun]", Map.of())
                .is(503)
                .page();
        assertThat(rerun.select(".card").text()).contains("new disks until noon");
        assertThat(rerun.select("[data-retry]")).isEmpty();
    }

    @Test
    void aFormThatTheGridCouldNotTakeIsNotSentAgainByItself() {
        String token = browser.token();
        server.outage().away(true);
        Document page = browser.post("/submit", Map.of("form_token", token, "do", "submit"))
                .is(503)
                .page();
        assertThat(page.select("[data-retry]")).isEmpty();
        assertThat(page.select(".card").text()).contains("Go back");
        assertThat(browser.get("/files").is(503).page().select("[data-retry=5]"))
                .hasSize(1);
    }

    @Test
    void aJobRunsAgainWithItsChangesAndKeepsItsVariables() throws Exception {
        Job original = server.finished(ConsoleServer.spec("original")
                .environment(new dev.jobgrid.job.Environment(Map.of("KEPT", "s3cret-1", "GONE", "s3cret-2")))
                .build());
        Browser.Got form = browser.get("/submit?job=" + original.id()).is(200);
        assertThat(form.page().select("input[name=unset]").eachAttr("value")).containsExactly("GONE", "KEPT");
        Map<String, String> fields = values(form.page().expectFirst("#draft"));
        fields.putAll(Map.of("name", "changed", "environment", "NEW=3", "unset", "GONE", "do", "submit"));

        browser.post("/submit", fields).is(303);

        Job changed = all().get(0);
        assertThat(changed.spec().name()).isEqualTo("changed");
        assertThat(changed.spec().environment().values()).isEqualTo(Map.of("KEPT", "s3cret-1", "NEW", "3"));
        assertThat(changed.spec().command()).isEqualTo(original.spec().command());
        assertThat(changed.spec().gpu()).isEqualTo(original.spec().gpu());
    }

    @Test
    void aFileIsUploadedAndNamedByADraft() {
        String token = browser.token();
        Browser.Got stored = browser.send(browser.request("/files/upload?name=data.csv&kind=input")
                        .header("X-Console-Token", token)
                        .POST(BodyPublishers.ofString("a,b\n1,2\n")))
                .is(200);
        assertThat(stored.text()).contains("\"name\":\"data.csv\"");
        browser.send(browser.request("/files/upload?name=data.csv&kind=input").POST(BodyPublishers.ofString("x")))
                .is(403);
        assertThat(browser.get("/submit").page().select("#files .file").text()).contains("data.csv input, 8 B");
    }
}
