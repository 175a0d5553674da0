package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.testkit.SampleSpecs;
import dev.jobgrid.testkit.sim.RunScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What jobs say is text on every page, whatever it is. Pages are parsed, not searched. */
class HostileTextTest {
    private static final List<String> PAYLOADS = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'><svg/onload=alert(1)>",
            "</title><script>alert(1)</script>",
            "</textarea><script>alert(1)</script>",
            "javascript:alert(1)",
            "${7*7}@if(true)x@endif",
            "<!--",
            "]]>",
            "<a href=javascript:alert(1)>x</a>",
            "\" onfocus=alert(1) autofocus x=\"",
            "&lt;b&gt;&amp;",
            "<style>*{display:none}</style>",
            "<meta http-equiv=refresh content=0;url=//evil.example>",
            "\u202eevil\u2066",
            "=HYPERLINK(\"http://evil.example\")",
            "\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007\u001b[31m<b>red</b>\u001b[0m");
    private static final Set<String> LINKS = Set.of("href", "action", "src", "formaction");

    private static final AtomicReference<String> SAID = new AtomicReference<>("");
    private static ConsoleServer server;
    private static Browser browser;

    @BeforeContainer
    static void start() throws Exception {
        server = ConsoleServer.start(run -> RunScript.prints(SAID.get(), SAID.get())
                .leaving(Map.of(fileName(SAID.get()), "x".getBytes(StandardCharsets.UTF_8)))
                .exiting(1));
        browser = server.member();
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    private static String fileName(String text) {
        String name = text.replaceAll("[/\\x00-\\x1f\\x7f]", "_").strip();
        return name.isEmpty() || name.length() > 60 ? "file" : "out/" + name;
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.of(PAYLOADS)),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars("<>\"'&/=`{}$@\\-! ab\u0000\u001b\u0085\u2028")
                                .ofMinLength(1)
                                .ofMaxLength(40)));
    }

    @Property(tries = 40)
    void hostileTextsAreTextOnEveryPage(@ForAll("hostile") String text) throws Exception {
        SAID.set(text);
        String name = text.replaceAll("[\\p{Cc}\u2028]", " ").strip();
        JobSpec spec = ConsoleServer.spec(name.isEmpty() ? "none" : name)
                .command(new Command("echo", List.of(text.replace("\u0000", ""))))
                .metadata(new Metadata(Map.of("k" + text, text)))
                .environment(new Environment(Map.of("NAME", "s3cret-value")))
                .build();
        Job job = server.finished(spec);
        looksAtAllPagesOf(job.id(), job.spec().name());
    }

    @Property(tries = 25)
    void anySpecIsTextOnEveryPage(@ForAll long seed) throws Exception {
        JobSpec spec = SampleSpecs.of(
                Set.of(
                        SampleSpecs.Part.COMMAND,
                        SampleSpecs.Part.ENVIRONMENT,
                        SampleSpecs.Part.METADATA,
                        SampleSpecs.Part.EXPECTED_ARTIFACTS),
                new Random(seed));
        SAID.set(spec.name());
        Job job = server.finished(spec);
        looksAtAllPagesOf(job.id(), spec.name());
    }

    private static void looksAtAllPagesOf(JobId job, String name) {
        String at = "/jobs/" + job;
        for (String path : List.of(
                "/jobs?name=" + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8),
                "/",
                "/usage",
                "/templates",
                "/files",
                "/queue",
                "/fleet",
                "/jobs",
                at,
                at + "/log",
                at + "/log?find=" + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8),
                at + "/events",
                at + "/files",
                at + "/explain",
                at + "/spec",
                at + "/callback",
                "/submit?job=" + job)) {
            Document page = browser.get(path).is(200).page();
            isOurs(path, page);
        }
        Document page = browser.get(at).page();
        assertThat(page.expectFirst("h2.say").wholeText()).isEqualTo(shown(name));
        assertThat(page.title())
                .isEqualTo((shown(name) + " · JobGrid")
                        .replaceAll("[ \\u00a0]+", " ")
                        .strip());
    }

    @Property(tries = 12)
    void hostileTextsAreTextOnThePagesOfOperators(@ForAll("hostile") String text) {
        String said = "say " + text.replaceAll("[\\p{Cc}\u2028]", " ").strip();
        Browser operator = server.browser().with(ConsoleServer.OPERATOR, "yes");
        operator.submit("/keys", Map.of("name", said, "scope", "jobs:read", "addresses", text));
        Document made = operator.submit("/keys", Map.of("name", said, "scope", "jobs:read"))
                .is(200)
                .page();
        isOurs("/keys", made);
        assertThat(made.expectFirst("td .name").wholeText()).isEqualTo(shown(said.strip()));
        operator.submit("/grid/maintenance", Map.of("part", "artifacts", "do", "close", "message", said))
                .is(303);
        for (String path : List.of("/", "/keys", "/grid", "/callbacks", "/grid/retention")) {
            isOurs(path, operator.get(path).is(200).page());
        }
        assertThat(operator.get("/grid").page().select(".parts .breaks").text()).isNotEmpty();
        operator.submit("/grid/maintenance", Map.of("part", "artifacts", "do", "open"))
                .is(303);
    }

    /** Characters that turn the direction are shown by their numbers. */
    private static String shown(String text) {
        return text.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]");
    }

    /** Nothing in it but what the templates have: no script but ours, no handler, no style, and only links below the mount. */
    static void isOurs(String path, Document page) {
        assertThat(page.select("script"))
                .as(path)
                .hasSize(1)
                .allSatisfy(script -> assertThat(script.attr("src")).endsWith("/console.js"));
        assertThat(page.select("style,iframe,object,embed,base,img,audio,video,meta[http-equiv],b:not(.cut)"))
                .as(path)
                .isEmpty();
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                String key = attribute.getKey();
                assertThat(key)
                        .as(path + " " + element.tagName())
                        .doesNotStartWith("on")
                        .isNotEqualTo("style");
                if (LINKS.contains(key)) {
                    assertThat(attribute.getValue()).as(path).matches("(\\./|(\\.\\./)+|#|\\?)[^:]*");
                }
            }
        }
    }

    @Property(tries = 1)
    void noPageHoldsTheValueOfAVariableOrTheTokenOfACallback() throws Exception {
        SAID.set("nothing");
        JobSpec spec = ConsoleServer.spec("secretive")
                .environment(new Environment(Map.of("PASSWORD", "s3cret-of-a-variable")))
                .callback(new dev.jobgrid.job.CallbackTarget(
                        "https://hooks.example.com/s3cret-path?sig=s3cret-query",
                        java.util.Optional.of(new dev.jobgrid.auth.Secret("s3cret-of-the-callback")),
                        Map.of()))
                .build();
        Job job = server.grid().submit(spec).await(Duration.ofMinutes(1));
        String at = "/jobs/" + job.id();
        String token = browser.token();
        for (String path : List.of(
                "/jobs",
                "/jobs.csv",
                at,
                at + "/log",
                at + "/log.txt",
                at + "/events",
                at + "/files",
                at + "/explain",
                at + "/spec",
                at + "/callback",
                "/submit?job=" + job.id(),
                at + "/cancel")) {
            assertThat(browser.get(path).text()).as(path).doesNotContain("s3cret");
        }
        assertThat(browser.get(at + "/spec").text()).contains("PASSWORD").contains("hooks.example.com");
        String draft = browser.post(
                        "/submit",
                        Map.of(
                                "form_token",
                                token,
                                "do",
                                "estimate",
                                "name",
                                "x",
                                "environment",
                                "A=s3cret-new\ns3cret-line"))
                .is(200)
                .text();
        assertThat(draft).contains("A=").doesNotContain("s3cret");
        assertThat(browser.post("/submit", Map.of("form_token", token, "do", "submit", "environment", "A=s3cret-new"))
                        .text())
                .doesNotContain("s3cret");
    }

    @Property(tries = 1)
    void anExportHasNoFormulas() throws Exception {
        Browser other = server.browser().signedIn(server.key(new WorkspaceId("formulas"), Scope.values()));
        SAID.set("x");
        for (String name : List.of("=1+1", "+1", "-1", "@SUM(A1)", "a,b\"c", "plain")) {
            server.grid()
                    .as(dev.jobgrid.auth.Caller.owner(new WorkspaceId("formulas")))
                    .submit(ConsoleServer.spec(name).build())
                    .await(Duration.ofMinutes(1));
        }
        Browser.Got csv = other.get("/jobs.csv").is(200);
        assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"jobs.csv\"");
        assertThat(csv.text())
                .contains(",\"'=1+1\",", ",\"'+1\",", ",\"'-1\",", ",\"'@SUM(A1)\",", ",\"a,b\"\"c\",", ",plain,");
    }
}
