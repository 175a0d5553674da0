package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.PullResponseItem;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PullProgressTest {
    private static final String LINES = """
            {"status":"Downloading","progressDetail":{"current":1048576,"total":3145728},"id":"a"}
            {"status":"Downloading","progressDetail":{"current":0,"total":1048576},"id":"b"}
            """;

    private final PullProgress pull = new PullProgress();

    private void read(InputStream in) throws IOException {
        pull.read(EngineJson.stream(in, PullResponseItem.class), new StallTimer(Duration.ofSeconds(60)));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLayersAreAddedUp() throws IOException {
        read(stream(LINES));
        assertThat(pull.text()).isEqualTo(", 1 of 4 MiB");
    }

    @Test
    void anEngineThatBreaksOffIsAFailureOfTheConnection() {
        assertThatThrownBy(() -> read(stream(LINES.substring(0, LINES.length() - 10))))
                .isInstanceOf(IOException.class);
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThatThrownBy(() -> read(new SequenceInputStream(stream(LINES), broken)))
                .isInstanceOf(IOException.class);
    }
}
