package dev.jobgrid.executor.docker.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that no Engine gives, but a proxy before one or whatever else listens there may. */
class EngineResponseTest {
    private static String body(String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        return new String(
                EngineResponse.read(new ByteArrayInputStream(bytes)).body().readAllBytes(),
                StandardCharsets.ISO_8859_1);
    }

    @Test
    void interimAnswersAreReadPast() throws IOException {
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
        assertThat(body(interim + interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
                .isEqualTo("{}");
    }

    @Test
    void whatIsNoAnswerIsRefusedAsSuch() {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}",
                "HTTP/1.1 100 Continue\r\n" + "a: b\r\n".repeat(200) + "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(50) + "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 -20 OK\r\n\r\n",
                "HTTP/1.1 007 OK\r\n\r\n")) {
            assertThatThrownBy(() -> body(answer)).as(answer).isInstanceOf(IOException.class);
        }
    }
}
