package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Responses to requests whose body the server has not read. */
class UnreadBodyTest {
    private static GridServer grid;
    private static Server mounted;
    private static int mountedPort;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        grid = GridServer.start();
        key = grid.fullKey();
        HttpServlet servlet = HttpAdapter.builder(grid.grid()).servlet();
        mounted = new Server();
        ServerConnector connector = new ServerConnector(mounted);
        connector.setHost("127.0.0.1");
        mounted.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(servlet), "/*");
        mounted.setHandler(context);
        mounted.start();
        mountedPort = connector.getLocalPort();
    }

    @AfterAll
    static void stop() throws Exception {
        mounted.stop();
        grid.close();
    }

    private static String head(String path, String more) {
        return "POST " + path + " HTTP/1.1|Host: x|Content-Type: application/json|" + more + "|";
    }

    @Test
    void aResponseBeforeTheBodyHasArrivedAnnouncesTheClose() throws Exception {
        for (String more : List.of(
                "Content-Length: 20|",
                "Content-Length: 20000|",
                "Transfer-Encoding: chunked|",
                "Content-Length: 20000|Expect: 100-continue|")) {
            assertThat(RawConnection.exchange(mountedPort, head("/v1/jobs", more)))
                    .as(more)
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void theStandaloneServerAnnouncesTheCloseOfALargerBodyThanItDrains() throws Exception {
        assertThat(RawConnection.exchange(grid.port(), head("/v1/jobs", "Content-Length: 3000000|")))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("\r\nConnection: close\r\n");
    }

    @Test
    void anUnreadBodyThatHasArrivedKeepsTheConnection() throws Exception {
        String refused = head("/v1/jobs", "Content-Length: 2|") + "{}";
        String ignored = head("/v1/jobs/none/cancel", "Authorization: Bearer " + key + "|Content-Length: 2|") + "{}";
        String last = head("/v1/jobs", "Connection: close|Content-Length: 2|") + "{}";
        for (int port : List.of(grid.port(), mountedPort)) {
            String answers = RawConnection.exchange(port, refused + ignored + last);
            assertThat(answers.split("HTTP/1.1 ", -1))
                    .as(answers)
                    .hasSize(4)
                    .satisfiesExactly(
                            nothing -> assertThat(nothing).isEmpty(),
                            first -> assertThat(first).startsWith("401").doesNotContainIgnoringCase("Connection:"),
                            second -> assertThat(second).startsWith("404").doesNotContainIgnoringCase("Connection:"),
                            third -> assertThat(third).startsWith("401").containsIgnoringCase("Connection: close"));
        }
    }
}
