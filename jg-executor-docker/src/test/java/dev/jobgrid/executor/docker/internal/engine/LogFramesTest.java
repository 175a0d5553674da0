package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFramesTest {
    private static List<Integer> lengths(InputStream in) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        new LogFrames(in).forEach((stream, bytes, from, to) -> lengths.add(to - from));
        return lengths;
    }

    @Test
    void aLengthHasNoSign() {
        // So far as an int goes, this frame ends where it begins.
        byte[] frame = {1, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xF8, 'a'};
        assertThatThrownBy(() -> lengths(new ByteArrayInputStream(frame)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("inside a frame");
    }

    @Test
    void ofALongFrameItsBeginIsKept() throws IOException {
        byte[] bytes = new byte[8 + (1 << 17) + 8];
        bytes[5] = 2;
        assertThat(lengths(new ByteArrayInputStream(bytes))).containsExactly(64 << 10, 0);
    }
}
