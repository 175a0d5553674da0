package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.http.signing.Sealer;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.testkit.sim.RunScript;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that an address of the console opens for the operator. */
class OperatorSessionTest {
    private static final String COOKIE = "jg_console";

    private final SigningKeys keys = SigningKeys.random();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private ConsoleServer server;

    @BeforeEach
    void start() throws Exception {
        server = another();
    }

    /** A server with the same signing keys. */
    private ConsoleServer another() throws Exception {
        return ConsoleServer.start(
                run -> RunScript.prints(), console -> console.clock(now::get).signingKeys(keys));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    @Test
    void anAddressOpensOneSessionAndIsRefusedTheSecondTime() {
        String address = "/" + server.operatorAddress();
        Browser first = server.browser();
        Browser.Got opened = first.get(address).is(303);
        assertThat(opened.header("Set-Cookie"))
                .matches("jg_console=[A-Za-z0-9._-]+; Max-Age=43200; SameSite=Lax; HttpOnly");
        assertThat(opened.header("Location")).isEqualTo("./");
        assertThat(opened.header("Referrer-Policy")).isEqualTo("no-referrer");
        first.get("/keys").is(200);

        Browser second = server.browser();
        assertThat(second.get(address).is(401).page().select("[role=alert]").text())
                .contains("used already", "jg console");
        second.get("/keys").is(303);
        assertThat(second.cookies()).isEmpty();
        first.get("/keys").is(200);
    }

    /** Programs that preview links send it. */
    @Test
    void aHeadRequestLeavesTheAddressToItsReader() throws Exception {
        String address = "/" + server.operatorAddress();
        HttpResponse<Void> looked = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + address))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());

        assertThat(looked.statusCode()).isEqualTo(303);
        assertThat(looked.headers().firstValue("Set-Cookie")).isEmpty();
        server.browser().get(address).is(303);
    }

    @Test
    void anAddressIsRefusedAfterSixtySeconds() {
        String inTime = "/" + server.operatorAddress();
        String late = "/" + server.operatorAddress();
        pass(Duration.ofMillis(59_999));
        server.browser().get(inTime).is(303);
        pass(Duration.ofMillis(1));
        server.browser().get(late).is(401);
    }

    @Test
    void anAddressAndASessionAreRefusedByAnotherServerWithTheSameKeys() throws Exception {
        try (ConsoleServer other = another()) {
            other.browser().get("/" + server.operatorAddress()).is(401);
            Browser elsewhere = other.browser();
            elsewhere.cookies().putAll(server.operator().cookies());
            elsewhere.get("/jobs").is(303);
        }
    }

    @Test
    void aChangedTicketIsRefusedAndWrongOnesHaveToWait() {
        String address = "/" + server.operatorAddress();
        char last = address.charAt(address.length() - 1);
        server.browser()
                .get(address.substring(0, address.length() - 1) + (last == 'A' ? 'B' : 'A'))
                .is(401);
        Browser guessing = server.browser();
        Browser.Got got = guessing.get("/operator?ticket=x");
        for (int i = 0; i < 200 && got.status() == 401; i++) {
            got = guessing.get("/operator?ticket=x");
        }
        got.is(429);
        // A right one always works.
        guessing.get(address).is(303);
    }

    @Test
    void whoHasTheSigningKeysMakesNoSession() {
        long end = now.get().plusSeconds(1_000).getEpochSecond();
        Sealer stolen = new Sealer(keys, "console session");
        for (String text : List.of("operator:", "operator:" + "A".repeat(43), "operator")) {
            Browser browser = server.browser();
            browser.cookies().put(COOKIE, stolen.seal(end + " " + text));
            browser.get("/keys").is(303);
        }
        // A real one, to show that the seal is right.
        Browser browser = server.browser();
        browser.cookies().put(COOKIE, stolen.seal(end + " " + server.key(Scope.JOBS_READ)));
        browser.get("/jobs").is(200);
    }

    @Test
    void theSessionEndsAfterTwelveHours() {
        Browser browser = server.operator();
        pass(Duration.ofHours(12).minusSeconds(1));
        browser.get("/grid").is(200);
        pass(Duration.ofSeconds(2));
        browser.get("/grid").is(303);
        browser.poll("/grid", "x").is(401);
    }

    @Test
    void signingOutEndsTheSessionForEveryCopyOfItsCookie() {
        Browser browser = server.operator();
        Browser copy = server.browser();
        copy.cookies().putAll(browser.cookies());
        copy.get("/keys").is(200);

        browser.submit("/sign-out", Map.of()).is(303);

        copy.get("/keys").is(303);
    }

    @Test
    void aSessionTakesFormsOfItsOwnPagesOnly() {
        Browser one = server.operator();
        Browser other = server.operator();
        one.post("/keys", Map.of("form_token", other.token(), "name", "x", "scope", "jobs:read"))
                .is(403);
        one.submit("/keys", Map.of("name", "x", "scope", "jobs:read")).is(200);
    }

    @Test
    void noTicketIsInTheAccessLog() {
        server.operator().get("/grid").is(200);
        assertThat(server.logged())
                .anySatisfy(line -> assertThat(line).contains("303", "/operator"))
                .noneSatisfy(line -> assertThat(line).contains("ticket"));
    }
}
