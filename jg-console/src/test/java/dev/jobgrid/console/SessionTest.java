package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static ConsoleServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ConsoleServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aKeyBeginsASessionThatItsCookieCarries() {
        Browser browser = server.browser();
        String cookie = browser.post("/login", Map.of("key", server.key(Scope.JOBS_READ), "next", "jobs?status=failed"))
                .is(303)
                .header("Set-Cookie");

        // Without a path: a browser takes the folder of the address, which is the mount, whatever a proxy calls that.
        assertThat(cookie)
                .matches("jg_console=[A-Za-z0-9._-]+; Max-Age=43200; SameSite=Lax; HttpOnly")
                .doesNotContain("Path", "Domain");
        browser.get("/jobs").is(200);
    }

    @Test
    void theWayAfterTheLoginStaysInTheConsole() {
        for (String next : List.of(
                "//evil.example",
                "https://evil.example/",
                "/v1/jobs",
                "../v1",
                "jobs\\..",
                "javascript:x",
                "%2e%2E/v1/jobs")) {
            assertThat(server.browser()
                            .post("/login", Map.of("key", server.key(Scope.JOBS_READ), "next", next))
                            .is(303)
                            .header("Location"))
                    .isEqualTo("./");
        }
        assertThat(server.browser().get("/jobs/x/log?line=7").is(303).header("Location"))
                .isEqualTo("../../login?next=jobs%2Fx%2Flog%3Fline%3D7");
    }

    @Test
    void eachLoginMakesACookieOfItsOwnAndTakesNoneThatWasThere() {
        String key = server.key(Scope.JOBS_READ);
        Browser browser = server.browser();
        browser.cookies().put("jg_console", "planted");
        browser.signedIn(key);
        String first = browser.cookies().get("jg_console");
        browser.signedIn(key);

        assertThat(first).isNotEqualTo("planted").isNotEqualTo(browser.cookies().get("jg_console"));
    }

    @Test
    void aChangedCookieOrOneOfAnotherServerIsNoSession() throws Exception {
        Browser browser = server.reader();
        String cookie = browser.cookies().getOrDefault("jg_console", "");
        for (int i = 0; i < cookie.length(); i += 7) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            browser.cookies().put("jg_console", cookie.substring(0, i) + other + cookie.substring(i + 1));
            browser.get("/jobs").is(303);
        }
        try (ConsoleServer other =
                ConsoleServer.start(run -> RunScript.prints(), console -> console.signingKeys(SigningKeys.random()))) {
            browser.cookies().put("jg_console", other.reader().cookies().get("jg_console"));
            browser.get("/jobs").is(303);
        }
    }

    @Test
    void revokingTheKeyEndsTheSession() {
        ApiKeys keys = server.grid().operations().apiKeys();
        WorkspaceId workspace = new WorkspaceId("revoked");
        Browser browser = server.browser().signedIn(server.key(workspace, Scope.JOBS_READ));
        browser.get("/jobs").is(200);
        ApiKey key = keys.list(workspace).get(0);

        keys.revoke(workspace, key.id());

        browser.get("/jobs").is(303);
        browser.poll("/jobs", "x").is(401);
    }

    @Test
    void aSessionEndsAfterTwelveHours() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (ConsoleServer other = ConsoleServer.start(run -> RunScript.prints(), console -> console.clock(now::get))) {
            Browser browser = other.reader();
            now.updateAndGet(at -> at.plus(Duration.ofHours(12)).minusSeconds(1));
            browser.get("/jobs").is(200);
            now.updateAndGet(at -> at.plusSeconds(2));
            browser.get("/jobs").is(303);
        }
    }

    @Test
    void signingOutRemovesTheCookie() {
        Browser browser = server.reader();
        browser.submit("/sign-out", Map.of()).is(303);

        assertThat(browser.cookies()).doesNotContainKey("jg_console");
        browser.get("/jobs").is(303);
    }

    @Test
    void wrongKeysAreRefusedInTheSameWordsWhateverIsWrong() {
        String bound = server.key(new KeyRequest(
                WorkspaceId.DEFAULT,
                "bound",
                Set.of(Scope.JOBS_READ),
                Optional.empty(),
                List.of(AddressRange.parse("10.9.9.9"))));
        Set<String> refusals = Set.of("jg_unknown", "", "two words", bound, "jg_\u00e9").stream()
                .map(key -> server.browser()
                        .post("/login", Map.of("key", key))
                        .is(401)
                        .page()
                        .select("[role=alert]")
                        .text())
                .collect(java.util.stream.Collectors.toSet());

        assertThat(refusals)
                .containsExactly("This key is unknown, expired, revoked, or not allowed from this address.");
    }

    @Test
    void tooManyWrongKeysHaveToWait() throws Exception {
        try (ConsoleServer other = ConsoleServer.start()) {
            Browser browser = other.browser();
            Browser.Got last = browser.post("/login", Map.of("key", "jg_wrong"));
            for (int i = 0; i < 200 && last.status() == 401; i++) {
                last = browser.post("/login", Map.of("key", "jg_wrong"));
            }
            last.is(429);
            assertThat(last.header("Retry-After")).matches("[0-9]+");
            assertThat(last.page().select("[role=alert]").text()).matches("Too many wrong keys .* [0-9]+ s\\.");
            // A right one always works.
            other.reader().get("/jobs").is(200);
        }
    }

    @Test
    void aKeyThatMayNotReadJobsIsToldWhatItLacks() {
        assertThat(server.browser()
                        .post("/login", Map.of("key", server.key(Scope.JOBS_SUBMIT)))
                        .is(403)
                        .page()
                        .select("[role=alert]")
                        .text())
                .contains("jobs:read");
    }

    @Test
    void aTokenThatNoCookieHoldsIsRefusedInASentence() throws Exception {
        Caller caller = new Caller(WorkspaceId.DEFAULT, "long", Set.of(Scope.JOBS_READ));
        Authenticator anyone = token -> Optional.of(caller);
        try (ConsoleServer other =
                ConsoleServer.start(run -> RunScript.prints(), console -> console.authenticator(anyone))) {
            other.browser().post("/login", Map.of("key", "a".repeat(2_500))).is(303);
            other.browser().post("/login", Map.of("key", "a".repeat(4_000))).is(400);
        }
    }

    @Test
    void theEmbeddersCallerNeedsNoLogin() throws Exception {
        Caller guest = new Caller(new WorkspaceId("guests"), "ada", Set.of(Scope.JOBS_READ));
        try (ConsoleServer other = ConsoleServer.start(
                run -> RunScript.prints(),
                console -> console.callers(request ->
                        Optional.ofNullable(request.getHeader("X-User")).map(name -> guest)))) {
            other.browser().get("/jobs").is(303);
            Browser browser = other.browser().with("X-User", "ada");
            assertThat(browser.get("/jobs").is(200).page().select("nav .ws").text())
                    .isEqualTo("workspace guests");
            browser.submit("/theme", Map.of("theme", "dark", "next", "jobs")).is(303);
            assertThat(browser.get("/jobs").page().select("html").attr("data-theme"))
                    .isEqualTo("dark");
        }
    }

    @Test
    void theCookieIsNoKeyForTheRoutesBeside() {
        Browser browser = server.member();
        browser.get(server.serverUrl() + "/v1/jobs").is(401);
    }

    @Test
    void aRemoteGridOrOneOfACallerHasNoConsole() {
        Caller caller = Caller.owner(WorkspaceId.DEFAULT);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Console.builder(server.grid().as(caller)).build())
                .hasMessageContaining("operat");
    }
}
