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
public record Answer(HttpResponse<byte[]> raw) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public Answer {
        if (raw.statusCode() >= 400) {
            Printed.keep(raw.request().method() + " " + raw.statusCode() + " "
                    + raw.headers().map() + " " + new String(raw.body(), StandardCharsets.UTF_8));
        }
    }

    public int status() {
        return raw.statusCode();
    }

    public byte[] bytes() {
        return raw.body();
    }

    public String text() {
        return new String(raw.body(), StandardCharsets.UTF_8);
    }

    public String header(String name) {
        return raw.headers().firstValue(name).orElse("");
    }

    public JsonNode json() {
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
    public Answer isError(int status, String code) {
        assertThat(status()).as(text()).isEqualTo(status);
        assertThat(json().path("error").path("code").asText()).as(text()).isEqualTo(code);
        assertThat(json().path("error").path("message").asText()).isNotBlank();
        assertThat(json().path("error").path("request_id").asText())
                .isNotBlank()
                .isEqualTo(header("X-Request-Id"));
        return this;
    }

    public String message() {
        return json().path("error").path("message").asText();
    }

    public Answer is(int status) {
        assertThat(status()).as(text()).isEqualTo(status);
        return this;
    }
}
