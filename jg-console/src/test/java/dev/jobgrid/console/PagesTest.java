package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.console.internal.web.StaticAssets;
import dev.jobgrid.id.JobId;
import dev.jobgrid.testkit.sim.RunScript;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final String[] LINES = IntStream.rangeClosed(1, 1_200)
            .mapToObj(i ->
                    i == 900 ? "Traceback (most recent call last):" : i == 901 ? "\u001b[31mred\u001b[0m" : "step " + i)
            .toArray(String[]::new);

    private static ConsoleServer server;
    private static Browser browser;
    private static JobId failed;

    @BeforeAll
    static void start() throws Exception {
        server = ConsoleServer.start(run -> RunScript.prints(LINES)
                .leaving(Map.of("out/model.bin", "0123456789".getBytes(StandardCharsets.UTF_8)))
                .exiting(run.image().contains("bad") ? 137 : 0));
        browser = server.member();
        failed = server.finished("bad one");
        server.finished("works");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theMountLeadsToItsFolder() {
        assertThat(browser.get("").is(303).header("Location")).isEqualTo("console/");
        browser.get("/").is(200);
    }

    @Test
    void aFailedRowSaysItsCauseAndExitCode() {
        Document page = browser.get("/jobs?status=failed").is(200).page();
        assertThat(page.select("table.jobs .cause").text()).isEqualTo("the program failed · exit code 137");
        assertThat(page.select(".seg [aria-current]").text()).isEqualTo("Failed");
    }

    @Test
    void aJobSaysInASentenceWhatHappened() {
        assertThat(browser.get("/jobs/" + failed).is(200).page().select("p.say").text())
                .matches("Failed after [0-9]+.s: the program failed \\(exit code 137\\)\\.");
    }

    @Test
    void anUnknownFilterIsRefusedWithTheNearestName() {
        assertThat(browser.get("/jobs?staus=failed")
                        .is(400)
                        .page()
                        .select(".card")
                        .text())
                .contains("'staus'", "did you mean status?");
        browser.get("/jobs?status=broken").is(400);
        browser.get("/jobs?since=yesterday").is(400);
        browser.get("/jobs?cursor=x").is(400);
        browser.get("/jobs?since=24h").is(200);
    }

    @Test
    void theFormOfFiltersLeadsToAnAddressOfThoseThatAreSet() {
        assertThat(browser.get("/jobs?status=failed&name=&since=&retried=")
                        .is(303)
                        .header("Location"))
                .isEqualTo("./jobs?status=failed");
    }

    @Test
    void momentsAreMarkedForTheZoneOfTheBrowser() throws Exception {
        try (ConsoleServer many = ConsoleServer.start()) {
            for (int i = 0; i < 51; i++) {
                many.grid().submit(ConsoleServer.spec("one of many").build());
            }
            Document page = many.reader().get("/jobs").is(200).page();
            assertThat(page.select(".pages time[datetime]")).hasSize(1);
            assertThat(page.select("main").text()).doesNotContain("UTC");
        }
    }

    @Test
    void aSearchLeadsToTheJobOrToItsName() {
        assertThat(browser.get("/search?q=" + failed).is(303).header("Location"))
                .isEqualTo("./jobs/" + failed);
        assertThat(browser.get("/search?q=work+s").is(303).header("Location")).isEqualTo("./jobs?name=work+s");
    }

    @Test
    void theLogHasItsEndItsMiddleAndItsFirstError() {
        Document end = browser.get("/jobs/" + failed + "/log").is(200).page();
        assertThat(end.select(".line")).hasSize(300);
        assertThat(end.expectFirst(".line:last-child .n").text()).isEqualTo("1200");
        assertThat(end.expectFirst("#L901 .ar").text()).isEqualTo("red");
        assertThat(browser.get("/jobs/" + failed + "/log?line=500")
                        .page()
                        .expectFirst(".hit .x")
                        .text())
                .isEqualTo("step 500");
        Document error = browser.get("/jobs/" + failed + "/log?error=1").page();
        assertThat(error.expectFirst(".hit").id()).isEqualTo("L900");
        assertThat(error.expectFirst("#log-place").text()).isEqualTo("line 900 of 1\u2009200");
        assertThat(browser.get("/jobs/" + failed + "/log?find=no+such+line")
                        .page()
                        .expectFirst("#log-place")
                        .text())
                .startsWith("not found to line 1");
        Document older = browser.get("/jobs/" + failed + "/"
                        + end.expectFirst("#log-pages a:contains(Older)")
                                .attr("href")
                                .replaceAll(".*/", ""))
                .is(200)
                .page();
        assertThat(older.expectFirst(".line .n").text()).isEqualTo("601");
        assertThat(older.expectFirst(".line:last-child .n").text()).isEqualTo("900");
        assertThat(older.expectFirst("#log-pages a:contains(Newer)").attr("href"))
                .endsWith("?after=900");
    }

    @Test
    void theModuleGetsLinesBeforeAndAfterAny() {
        String at = "/jobs/" + failed + "/log/";
        assertThat(browser.get(at + "lines?before=3").is(200).text())
                .startsWith("{\"lines\":[[1,")
                .contains("\"next\":1,\"more\":false");
        assertThat(browser.get(at + "lines?after=1198").text())
                .contains("[1199,", "[1200,")
                .contains("\"growing\":false");
        assertThat(browser.get(at + "find?find=STEP+1100").text())
                .isEqualTo("{\"line\":1100,\"to\":1100,\"end\":false}");
        assertThat(browser.get(at + "find?find=STEP+1&before=1000").text())
                .isEqualTo("{\"line\":199,\"to\":199,\"end\":false}");
        assertThat(browser.get(at + "find?find=no+such+line&before=700").text())
                .isEqualTo("{\"line\":0,\"to\":1,\"end\":true}");
        assertThat(browser.get(at + "find?error=1").text()).contains("\"line\":900");
    }

    @Test
    void theRawLogIsAFileThatNoBrowserShows() {
        Browser.Got raw = browser.get("/jobs/" + failed + "/log.txt").is(200);
        assertThat(raw.header("Content-Disposition")).startsWith("attachment;");
        assertThat(raw.header("Content-Security-Policy")).startsWith("sandbox");
        assertThat(raw.text().lines()).hasSize(1_200).contains("red");
    }

    @Test
    void anArtifactIsAFileThatNoBrowserShows() {
        Document files = browser.get("/jobs/" + failed + "/files").is(200).page();
        Browser.Got file = browser.get(files.expectFirst("td a").absUrl("href")).is(200);
        assertThat(file.text()).isEqualTo("0123456789");
        assertThat(file.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"model.bin\"");
        assertThat(file.header("Content-Security-Policy")).startsWith("sandbox");
        browser.get("/jobs/" + failed + "/files/art_none").is(404);
    }

    @Test
    void anOpenPageIsToldWhatChangedAndElseNothing() throws Exception {
        Browser.Got page = browser.get("/jobs");
        String version = page.header("X-Console-Live");
        assertThat(page.page().expectFirst("main").attr("data-version")).isEqualTo(version);
        assertThat(browser.poll("/jobs", version).is(204).text()).isEmpty();
        assertThat(browser.poll("/jobs", "older").is(200).page().select("tr[data-key]"))
                .isNotEmpty();
    }

    @Test
    void answersThatSayNothingNewStayOutOfTheAccessLog() {
        Browser.Got page = browser.get("/jobs?status=completed");
        browser.poll("/jobs?status=completed", page.header("X-Console-Live")).is(204);
        browser.get("/search?q=of+this+test");

        assertThat(server.logged())
                .contains("200 /console/jobs of default", "303 /console/search of default")
                .noneMatch(entry -> entry.startsWith("204"));
    }

    @Test
    void aStoreThatIsAwayIsAPageThatTriesAgain() throws Exception {
        try (ConsoleServer other = ConsoleServer.start()) {
            Browser member = other.member();
            other.outage().away(true);
            Browser.Got got = member.get("/jobs").is(503);
            assertThat(got.page().select("[data-retry]").attr("data-retry")).isEqualTo("5");
            assertThat(got.header("Retry-After")).isEqualTo("5");
            assertThat(got.text()).doesNotContain("SELECT");
            other.outage().away(false);
            member.get("/jobs").is(200);
        }
    }

    @Test
    void anUnknownPageOrMethodIsToldInASentence() {
        browser.get("/nothing").is(404);
        browser.get("/jobs/none").is(404);
        assertThat(browser.post("/jobs", Map.of()).is(405).header("Allow")).isEqualTo("GET");
    }

    @Test
    void theFilesOfThePageAreKeptForEver() {
        Document page = browser.get("/login").page();
        String style = page.expectFirst("link[rel=stylesheet]").absUrl("href");
        Browser.Got got = browser.get(style).is(200);
        assertThat(got.header("Cache-Control")).contains("immutable");
        assertThat(got.header("Content-Type")).startsWith("text/css");
        assertThat(browser.get(style.replaceAll("assets/[0-9a-f]+/", "assets/0/"))
                        .is(200)
                        .header("Cache-Control"))
                .isEqualTo("no-cache");
        browser.get("/assets/x/../../secret").is(404);
    }

    @Test
    void theFirstLoadIsSmallAndTheNextSmaller() throws Exception {
        StaticAssets assets = new StaticAssets();
        int files = assets.names().stream()
                .filter(name -> !name.endsWith(".txt"))
                .mapToInt(assets::sentBytes)
                .sum();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(browser.get("/jobs/" + failed + "/log").text().getBytes(StandardCharsets.UTF_8));
        }
        assertThat(files + packed.size()).isLessThanOrEqualTo(150 << 10);
        assertThat(packed.size()).isLessThanOrEqualTo(30 << 10);
    }
}
