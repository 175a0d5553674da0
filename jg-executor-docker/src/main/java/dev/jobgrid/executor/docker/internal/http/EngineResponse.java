package dev.jobgrid.executor.docker.internal.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** An Engine's response: a status and a streamed body. Single-threaded but for {@link #close}. */
public final class EngineResponse implements Closeable {
    private static final int MAX_HEADERS = 100;
    private static final int MAX_INTERIM = 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[0-9] [1-9][0-9]{2}");

    private final int status;
    private final InputStream body;
    private final Closeable connection;

    private EngineResponse(int status, InputStream body, Closeable connection) {
        this.status = status;
        this.body = body;
        this.connection = connection;
    }

    /** The same; closing it closes this. */
    EngineResponse closing(Closeable connection) {
        return new EngineResponse(status, body, connection);
    }

    /** Reads the head of a response. */
    public static EngineResponse read(InputStream in) throws IOException {
        ResponseReader bytes = new ResponseReader(in);
        int status = finalStatus(bytes);
        long length = Body.TO_THE_END;
        boolean isChunked = false;
        for (int i = 0; i <= MAX_HEADERS; i++) {
            String line = bytes.line();
            if (line.isEmpty()) {
                boolean isBare = status == 204 || status == 304;
                return new EngineResponse(status, new Body(bytes, isBare ? 0 : length, isChunked), in);
            }
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = number(header, header.indexOf(':') + 1, 10);
            } else if (header.startsWith("transfer-encoding:")) {
                isChunked = header.endsWith("chunked");
            }
        }
        throw tooManyHeaders();
    }

    /** Skips interim responses before the final one. */
    private static int finalStatus(ResponseReader bytes) throws IOException {
        for (int i = 0; i <= MAX_INTERIM; i++) {
            int status = status(bytes);
            if (status >= 200) {
                return status;
            }
            skipHeaders(bytes);
        }
        throw new IOException("more than " + MAX_INTERIM + " interim responses came before the final one");
    }

    private static int status(ResponseReader bytes) throws IOException {
        String line = bytes.line();
        if (!STATUS.matcher(line).lookingAt()) {
            throw new IOException("the peer does not speak HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static void skipHeaders(ResponseReader bytes) throws IOException {
        for (int i = 0; i <= MAX_HEADERS; i++) {
            if (bytes.line().isEmpty()) {
                return;
            }
        }
        throw tooManyHeaders();
    }

    private static IOException tooManyHeaders() {
        return new IOException("the response has more than " + MAX_HEADERS + " headers");
    }

    /** A length. The JDK's parser would take a sign, too. */
    private static long number(String text, int from, int radix) throws IOException {
        String number = text.substring(from).strip();
        try {
            if (!number.startsWith("-") && !number.startsWith("+")) {
                return Long.parseLong(number, radix);
            }
        } catch (NumberFormatException e) {
            // Reported below, like a sign.
        }
        throw new IOException("the response has '" + text + "' for a number");
    }

    public int status() {
        return status;
    }

    public InputStream body() {
        return body;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection to an Engine could not be closed", e);
        }
    }

    /** The body: of a given length, chunked, or up to the end of the connection. */
    private static final class Body extends InputStream {
        static final long TO_THE_END = Long.MAX_VALUE;

        private final ResponseReader bytes;
        private final boolean isChunked;
        // Of the body, or of the chunk.
        private long left;
        private boolean isEnded;

        private Body(ResponseReader bytes, long length, boolean isChunked) {
            this.bytes = bytes;
            this.isChunked = isChunked;
            this.left = isChunked ? 0 : length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        /** Reads several available chunks: a log has a chunk for each line. */
        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int done = some(into, offset, length);
            while (isChunked && done > 0 && done < length && bytes.available() > 0) {
                int more = some(into, offset + done, length - done);
                if (more < 0) {
                    break;
                }
                done += more;
            }
            return done;
        }

        private int some(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && isChunked && !isEnded) {
                nextChunk();
            }
            if (left == 0 || isEnded) {
                return -1;
            }
            int read = bytes.read(into, offset, (int) Math.min(length, left));
            if (read < 0) {
                return cutOff();
            }
            left -= left == TO_THE_END ? 0 : read;
            if (left == 0 && isChunked) {
                bytes.line();
            }
            return read;
        }

        private int cutOff() throws IOException {
            if (left != TO_THE_END) {
                throw new EOFException("the Engine closed the connection before the end of its response");
            }
            isEnded = true;
            return -1;
        }

        private void nextChunk() throws IOException {
            String size = bytes.line();
            int extension = size.indexOf(';');
            left = number(extension < 0 ? size : size.substring(0, extension), 0, 16);
            isEnded = left == 0;
        }

        @Override
        public int available() {
            return (int) Math.min(left, bytes.available());
        }
    }
}
