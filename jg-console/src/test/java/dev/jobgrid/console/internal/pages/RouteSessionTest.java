package dev.jobgrid.console.internal.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.console.Browser;
import dev.jobgrid.console.ConsoleServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each route with each kind of session. */
class RouteSessionTest {
    /** Written down by hand: who may use a route, from "anybody" to "operator". */
    private static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("GET assets/{}/{}", "anybody"),
            Map.entry("GET login", "anybody"),
            Map.entry("POST login", "anybody"),
            Map.entry("POST sign-out", "reader"),
            Map.entry("POST theme", "reader"),
            Map.entry("GET ", "reader"),
            Map.entry("GET operator", "anybody"),
            Map.entry("POST workspace", "operator"),
            Map.entry("GET keys", "operator"),
            Map.entry("POST keys", "operator"),
            Map.entry("GET keys/{}/revoke", "operator"),
            Map.entry("POST keys/{}/revoke", "operator"),
            Map.entry("GET callbacks", "operator"),
            Map.entry("POST callbacks", "operator"),
            Map.entry("GET grid", "operator"),
            Map.entry("POST grid/maintenance", "operator"),
            Map.entry("GET grid/retention", "operator"),
            Map.entry("GET fleet/forget", "operator"),
            Map.entry("POST fleet/forget", "operator"),
            Map.entry("GET usage", "reader"),
            Map.entry("GET templates", "reader"),
            Map.entry("GET files", "reader"),
            Map.entry("POST jobs/{}/template", "writer"),
            Map.entry("GET queue", "reader"),
            Map.entry("GET fleet", "reader"),
            Map.entry("GET fleet/node", "reader"),
            Map.entry("GET search", "reader"),
            Map.entry("GET jobs", "reader"),
            Map.entry("GET jobs.csv", "reader"),
            Map.entry("GET jobs/{}", "reader"),
            Map.entry("GET jobs/{}/log", "reader"),
            Map.entry("GET jobs/{}/log.txt", "reader"),
            Map.entry("GET jobs/{}/log/lines", "reader"),
            Map.entry("GET jobs/{}/log/find", "reader"),
            Map.entry("GET jobs/{}/events", "reader"),
            Map.entry("GET jobs/{}/files", "reader"),
            Map.entry("GET jobs/{}/files/{}", "reader"),
            Map.entry("GET jobs/{}/explain", "reader"),
            Map.entry("GET jobs/{}/spec", "reader"),
            Map.entry("GET jobs/{}/callback", "reader"),
            Map.entry("GET submit", "member"),
            Map.entry("POST submit", "member"),
            Map.entry("POST files/upload", "member"),
            Map.entry("POST jobs/actions", "member"),
            Map.entry("GET jobs/{}/cancel", "member"),
            Map.entry("POST jobs/{}/cancel", "member"),
            Map.entry("POST jobs/{}/launch", "member"),
            Map.entry("POST jobs/{}/rerun", "member"),
            Map.entry("POST jobs/{}/callback", "member"));

    private static final List<String> SESSIONS = List.of("anybody", "reader", "member", "writer", "operator");

    private static ConsoleServer server;
    private static String job;
    private static String file;

    @BeforeAll
    static void start() throws Exception {
        server = ConsoleServer.start(run ->
                RunScript.prints("hello").leaving(Map.of("out.txt", "x".getBytes(StandardCharsets.UTF_8))));
        job = server.finished(ConsoleServer.spec("one").build()).id().value();
        file = server.grid()
                .artifacts(new dev.jobgrid.id.JobId(job))
                .list()
                .get(0)
                .id()
                .value();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theTableHasEveryRouteAndNoOther() {
        assertThat(PageTable.ROUTES.stream()
                        .map(route -> route.method() + " " + route.path())
                        .collect(Collectors.toSet()))
                .isEqualTo(TABLE.keySet());
    }

    private static Browser browser(String session) {
        return switch (session) {
            case "anybody" -> server.browser();
            case "reader" -> server.reader();
            case "member" -> server.browser().signedIn(server.key(Scope.JOBS_READ, Scope.JOBS_SUBMIT));
            case "writer" -> server.browser().signedIn(server.key(Scope.JOBS_READ, Scope.JOBS_WRITE));
            default -> server.browser().with(ConsoleServer.OPERATOR, "yes");
        };
    }

    @Test
    void eachSessionMayDoWhatTheTableSaysAndNoMore() {
        for (String session : SESSIONS) {
            Browser browser = browser(session);
            String token = session.equals("anybody") ? "" : browser.token();
            TABLE.forEach((route, needs) -> {
                boolean isAllowed = SESSIONS.indexOf(session) >= SESSIONS.indexOf(needs);
                Map<String, String> cookies = Map.copyOf(browser.cookies());
                Browser.Got got = ask(browser, route, token);
                // Signing out is no end of the test.
                browser.cookies().putAll(cookies);
                assertThat(isRefused(got))
                        .as(session + ": " + route + " answered " + got.status() + " " + got.text())
                        .isEqualTo(!isAllowed);
                assertThat(got.status()).as(route + got.text()).isNotEqualTo(500);
            });
        }
    }

    private static Browser.Got ask(Browser browser, String route, String token) {
        String path = "/"
                + route.substring(route.indexOf(' ') + 1)
                        .replaceFirst("assets/\\{}/\\{}", "assets/x/console.css")
                        .replaceFirst("jobs/\\{}", "jobs/" + job)
                        .replaceFirst("files/\\{}", "files/" + file)
                        .replaceFirst("keys/\\{}", "keys/key_none");
        if (route.startsWith("GET")) {
            return browser.get(path);
        }
        // By header for what comes without a form.
        browser.with("X-Console-Token", token);
        Browser.Got got = browser.post(path, Map.of("form_token", token));
        browser.with("X-Console-Token", "");
        return got;
    }

    private static boolean isRefused(Browser.Got got) {
        boolean isSentToLogin = got.status() == 303
                && got.header("Location").contains("login")
                && !got.address().getPath().endsWith("sign-out");
        // The login refuses the key that it did not get, and not the route.
        // Nor does the way in for operators, without a ticket.
        boolean isLogin = got.address().getPath().endsWith("login")
                || got.address().getPath().endsWith("operator");
        return !isLogin && (isSentToLogin || got.status() == 401 || got.status() == 403);
    }

    @Test
    void theJobOfAnotherWorkspaceIsNotThere() {
        Browser browser = server.browser().signedIn(server.key(new WorkspaceId("other"), Scope.values()));
        String token = browser.token();
        TABLE.keySet().stream()
                .filter(route -> route.contains("jobs/{}"))
                .forEach(route -> ask(browser, route, token).is(404));
        assertThat(browser.get("/jobs").text()).doesNotContain(job);
        browser.get("/search?q=" + job).is(303);
        assertThat(browser.post("/jobs/actions", Map.of("form_token", token, "act", "rerun", "job", job))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anOperatorSeesTheWorkspaceOfTheCookieIfItIsOne() {
        Browser browser = browser("operator");
        browser.cookies().put("jg_workspace", "other");
        assertThat(browser.get("/jobs").is(200).page().select("nav .ws").text()).isEqualTo("workspace other");
        browser.cookies().put("jg_workspace", "../other");
        assertThat(browser.get("/jobs").is(200).page().select("nav .ws").text()).isEqualTo("workspace default");
    }
}
