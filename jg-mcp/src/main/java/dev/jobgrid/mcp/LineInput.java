package dev.jobgrid.mcp;

import dev.jobgrid.wire.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines. Of a too long one it keeps just enough to detect that. Single-threaded. */
final class LineInput {
    private static final int MAX_LENGTH = WireJson.MAX_BODY_BYTES + 1;
    private static final int CHUNK = 8192;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;

    LineInput(InputStream in) {
        this.in = in;
    }

    /** The next line that is not blank, without its end; empty at the end of the stream. Waits for it. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (at < end || fill()) {
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            line.write(chunk, from, Math.min(at - from, MAX_LENGTH - line.size()));
            if (at < end) {
                at++;
                if (!isBlank(line)) {
                    return Optional.of(line.toByteArray());
                }
                line.reset();
            }
        }
        return isBlank(line) ? Optional.empty() : Optional.of(line.toByteArray());
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(chunk));
        return end > 0;
    }

    private static boolean isBlank(ByteArrayOutputStream line) {
        return line.size() < CHUNK && line.toString(StandardCharsets.ISO_8859_1).isBlank();
    }
}
