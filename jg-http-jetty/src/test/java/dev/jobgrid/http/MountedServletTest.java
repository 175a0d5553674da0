package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

class MountedServletTest {
    private record Mount(String context, String pattern) {
        String prefix() {
            return (context.equals("/") ? "" : context)
                    + pattern.replace("/*", "").replaceAll("/$", "");
        }
    }

    @Test
    void theRoutesWorkUnderAnyPrefix() throws Exception {
        try (GridServer grid = GridServer.start()) {
            String key = grid.fullKey();
            for (Mount mount : List.of(
                    new Mount("/", "/*"),
                    new Mount("/", "/"),
                    new Mount("/", "/gpu/*"),
                    new Mount("/app", "/*"),
                    new Mount("/app", "/v1/gpu/*"))) {
                Server server = serve(HttpAdapter.builder(grid.grid()).servlet(), mount);
                try {
                    checkUpload(
                            grid, server.getURI().resolve("/").toString().replaceAll("/$", "") + mount.prefix(), key);
                } finally {
                    server.stop();
                }
            }
        }
    }

    private static Server serve(HttpServlet servlet, Mount mount) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(mount.context());
        context.addServlet(new ServletHolder(servlet), mount.pattern());
        server.setHandler(context);
        server.start();
        return server;
    }

    private static void checkUpload(GridServer client, String base, String key) {
        client.get(base + "/v1/jobs", key).is(200);
        client.get(base + "/v1/jobs/none", key).isError(404, "NOT_FOUND");
        client.get(base + "/nothing", key).isError(404, "NOT_FOUND");
        var upload = client.post(base + "/v1/job-inputs", key, "{\"filename\":\"a\"}")
                .is(201)
                .json()
                .get("upload");
        assertThat(upload.get("upload_url").asText()).startsWith(base + "/v1/blobs/inputs/default/");
        client.put(upload.get("upload_url").asText(), new byte[] {1}).is(200);
        client.post(
                        upload.get("complete_url").asText(),
                        key,
                        "{\"token\":\"" + upload.get("token").asText() + "\"}")
                .is(200);
        assertThat(URI.create(upload.get("complete_url").asText()).getPath())
                .startsWith(URI.create(base).getPath());
    }
}
