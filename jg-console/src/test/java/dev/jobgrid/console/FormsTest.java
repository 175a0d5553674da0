package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FormsTest {
    private static ConsoleServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ConsoleServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String rerun() throws Exception {
        JobId job = server.finished("again");
        return "/jobs/" + job + "/rerun";
    }

    @Test
    void aFormWithoutATokenOrWithOneOfAnotherSessionChangesNothing() throws Exception {
        String path = rerun();
        Browser browser = server.member();
        browser.post(path, Map.of()).is(403);
        browser.post(path, Map.of("form_token", server.member().token())).is(403);
        browser.post(path, Map.of("form_token", "")).is(403);
        browser.post(path, Map.of("form_token", "%%%")).is(403);
        String token = browser.token();
        browser.post(path, Map.of("form_token", token.substring(1) + "A")).is(403);

        browser.post(path, Map.of("form_token", token)).is(303);
    }

    @Test
    void eachPageMasksTheTokenAnew() {
        Browser browser = server.member();
        assertThat(browser.token()).isNotEqualTo(browser.token());
    }

    @Test
    void aFormOfAnotherSiteIsRefusedWithTheRightToken() throws Exception {
        String path = rerun();
        Browser browser = server.member();
        Map<String, String> form = Map.of("form_token", browser.token());
        for (String site : new String[] {"cross-site", "same-site", "none"}) {
            browser.with("Sec-Fetch-Site", site).post(path, form).is(403);
        }
        browser.with("Sec-Fetch-Site", "");
        browser.post(path, form).is(403);
        browser.with("Origin", "null").post(path, form).is(403);
        browser.with("Origin", "http://evil.example").post(path, form).is(403);
        browser.with("Origin", server.serverUrl()).post(path, form).is(303);
    }

    @Test
    void aLoginOfAnotherSiteIsRefused() {
        server.browser()
                .with("Sec-Fetch-Site", "cross-site")
                .post("/login", Map.of("key", server.key(dev.jobgrid.auth.Scope.JOBS_READ)))
                .is(403);
    }

    @Test
    void everyAnswerForbidsWhatIsNotOurs() {
        Browser browser = server.member();
        for (String path : new String[] {"/jobs", "/login", "/nothing", "/jobs/none", "/submit"}) {
            Browser.Got got = browser.get(path);
            assertThat(got.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains(
                            "frame-ancestors 'none'",
                            "form-action 'self'",
                            "base-uri 'none'",
                            "require-trusted-types-for")
                    .doesNotContain("unsafe");
            assertThat(got.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(got.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(got.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(got.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(got.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void aFormOfMoreThanAMebibyteIsRefused() {
        Browser browser = server.member();
        String token = browser.token();
        assertThat(browser.post("/submit", "form_token=" + token + "&more=" + "x".repeat(1 << 20))
                        .is(413)
                        .page()
                        .select(".card")
                        .text())
                .contains("1048576");
    }
}
