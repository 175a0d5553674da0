package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.testkit.http.Printed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What a server answered. */
record Answer(HttpResponse<byte[]> raw) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    Answer {
        if (raw.statusCode() >= 400) {
            Printed.keep(raw.request().method() + " " + raw.statusCode() + " "
                    + raw.headers().map() + " " + new String(raw.body(), StandardCharsets.UTF_8));
        }
    }

    int status() {
        return raw.statusCode();
    }

    byte[] bytes() {
        return raw.body();
    }

    String text() {
        return new String(raw.body(), StandardCharsets.UTF_8);
    }

    String header(String name) {
        return raw.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
        assertThat(header("Content-Type")).isEqualTo("application/json");
        return parse(text());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    /** Checks that it has the published error shape. */
    Answer isError(int status, String code) {
        assertThat(status()).as(text()).isEqualTo(status);
        assertThat(json().path("error").path("code").asText()).as(text()).isEqualTo(code);
        assertThat(json().path("error").path("message").asText()).isNotBlank();
        assertThat(json().path("error").path("request_id").asText())
                .isNotBlank()
                .isEqualTo(header("X-Request-Id"));
        return this;
    }

    String message() {
        return json().path("error").path("message").asText();
    }

    Answer is(int status) {
        assertThat(status()).as(text()).isEqualTo(status);
        return this;
    }
}
