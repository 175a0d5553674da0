package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.http.Printed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Asks for pages as a browser does, without scripts: keeps cookies, and says from where a form comes. */
public final class Browser {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>(Map.of("Sec-Fetch-Site", "same-origin"));

    /** A browser whose addresses begin with that. */
    public Browser(String base) {
        this.base = base;
    }

    /** An answer. */
    public record Got(URI address, int status, Map<String, String> headers, String text) {
        public Got is(int expected) {
            assertThat(status).as(address + ": " + text).isEqualTo(expected);
            return this;
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        /** The page, parsed with the addresses of its links. */
        public Document page() {
            return Jsoup.parse(text, address.toString());
        }
    }

    /** Sends this header with every request; none of an empty value. */
    public Browser with(String name, String value) {
        headers.remove(name);
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
        return this;
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public Browser signedIn(String key) {
        post("/login", Map.of("key", key)).is(303);
        return this;
    }

    public Got get(String path) {
        return send(request(path).GET());
    }

    /** What an open page asks, with the version that it has. */
    public Got poll(String path, String version) {
        return send(request(path).header("X-Console-Live", version).GET());
    }

    /** A form of ours: with the token of a page. */
    public Got submit(String path, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("form_token", token());
        return post(path, all);
    }

    /** The token of a page that any session may see. */
    public String token() {
        return get("/jobs").is(200).page().body().attr("data-token");
    }

    /** A form as it is given. */
    public Got post(String path, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return post(path, form);
    }

    public Got post(String path, String form) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .timeout(Duration.ofMinutes(2));
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    Got send(HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.build();
            HttpResponse<String> answer = CLIENT.send(sent, BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                Printed.keep(answer.headers().map() + " " + answer.body());
            }
            answer.headers().allValues("set-cookie").forEach(this::keep);
            Map<String, String> all = new LinkedHashMap<>();
            answer.headers().map().forEach((name, values) -> all.put(name, String.join(", ", values)));
            return new Got(sent.uri(), answer.statusCode(), all, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(String cookie) {
        String pair = cookie.split(";", 2)[0];
        String name = pair.substring(0, pair.indexOf('='));
        if (cookie.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(pair.indexOf('=') + 1));
        }
    }
}
