package dev.jobgrid.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Sends a GET by {@link HttpURLConnection}: its first request costs a new JVM 30 ms, and one of {@code HttpClient} 150. Not
 * for other methods, since it repeats a request by itself if a connection breaks.
 */
final class BriefGet {
    private BriefGet() {}

    static Server.Response send(HttpRequest request, Timeouts timeouts, ServerRoute route) throws IOException {
        HttpURLConnection connection = open(request.uri(), route);
        connection.setConnectTimeout(millis(timeouts.connect()));
        connection.setReadTimeout(millis(timeouts.response()));
        // The key is sent to the configured server only.
        connection.setInstanceFollowRedirects(false);
        request.headers().map().forEach((name, values) -> connection.setRequestProperty(name, values.get(0)));
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the response is not HTTP");
        }
        return new Server.Response(
                status, body(connection, status), name -> Optional.ofNullable(connection.getHeaderField(name)));
    }

    private static HttpURLConnection open(URI uri, ServerRoute route) throws IOException {
        Optional<Proxy> proxy =
                route.proxies().map(proxies -> proxies.select(uri).get(0));
        URLConnection connection = proxy.isPresent()
                ? uri.toURL().openConnection(proxy.get())
                : uri.toURL().openConnection();
        if (connection instanceof HttpsURLConnection https) {
            route.tls().map(SSLContext::getSocketFactory).ifPresent(https::setSSLSocketFactory);
        }
        return (HttpURLConnection) connection;
    }

    private static byte[] body(HttpURLConnection connection, int status) throws IOException {
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] bytes = body == null ? new byte[0] : Server.read(body);
            // The stream of a connection that breaks ends as if all had come.
            if (bytes.length < connection.getContentLengthLong()) {
                throw new IOException("the response ended early");
            }
            return bytes;
        }
    }

    private static int millis(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, time.toMillis()));
    }
}
