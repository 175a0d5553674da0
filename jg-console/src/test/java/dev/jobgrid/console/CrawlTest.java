package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.testkit.sim.RunScript;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** All links lead to pages, whatever the console is mounted at. */
class CrawlTest {
    @Test
    void everyLinkLeadsToAPageOfTheConsole() throws Exception {
        try (ConsoleServer server = ConsoleServer.start(run ->
                RunScript.prints("one", "two").leaving(Map.of("a/b.txt", "x".getBytes(StandardCharsets.UTF_8))))) {
            server.finished("first");
            assertThat(crawl(server.member(), server.url())).hasSizeGreaterThan(25);
        }
    }

    @Test
    void everyLinkOfAnOperatorLeadsToAPage() throws Exception {
        try (ConsoleServer server = ConsoleServer.at("/grid/console")) {
            server.finished("first");
            server.key(Scope.JOBS_READ);
            assertThat(crawl(server.operator(), server.url()))
                    .contains(server.url() + "/keys", server.url() + "/callbacks", server.url() + "/grid")
                    .contains(server.url() + "/grid/retention");
        }
    }

    @Test
    void everyLinkLeadsToAPageUnderADeeperMount() throws Exception {
        try (ConsoleServer server = ConsoleServer.at("/grid/console")) {
            server.finished("first");
            assertThat(crawl(server.member(), server.url())).hasSizeGreaterThan(25);
        }
    }

    @Test
    void everyLinkLeadsToAPageBehindAProxyWithAnotherPrefix() throws Exception {
        try (ConsoleServer server = ConsoleServer.start();
                PrefixProxy proxy = PrefixProxy.start("/team/gpu", server.serverUrl())) {
            server.finished("first");
            String base = proxy.url() + "/console";
            Browser browser = new Browser(base).signedIn(server.key(Scope.values()));
            assertThat(crawl(browser, base)).hasSizeGreaterThan(25);
        }
    }

    private static Set<String> crawl(Browser browser, String base) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(base);
        while (!open.isEmpty()) {
            String address = open.pop();
            if (!seen.add(address)) {
                continue;
            }
            Browser.Got got = browser.get(address);
            assertThat(got.status()).as(address).isIn(200, 303);
            if (got.status() == 303) {
                add(open, base, got.address().resolve(got.header("Location")).toString());
            } else if (got.header("Content-Type").startsWith("text/html")) {
                for (Element link : got.page().select("a[href],link[href],script[src]")) {
                    add(open, base, link.absUrl(link.hasAttr("src") ? "src" : "href"));
                }
            }
        }
        return seen;
    }

    private static void add(Deque<String> open, String base, String address) {
        assertThat(address).startsWith(base);
        URI uri = URI.create(address);
        // A fragment is a place on the page.
        open.add(uri.getFragment() == null ? address : address.substring(0, address.indexOf('#')));
    }
}
